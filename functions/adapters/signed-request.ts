import { setTimeout as sleep } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import * as z from 'zod';
import type { Environment } from './local.ts';
import type { defaultProvider } from './role-credentials.ts';
import { whyUnanswered } from './unanswered.ts';

/** A service of AWS, and where it is asked. */
export interface Service {
  readonly name: ServiceName;
  readonly region: string;
  readonly url: string;
}

/** What the services read here are signed as, by the name of the variable that moves them elsewhere. */
const variables = {
  ssm: 'AWS_ENDPOINT_URL_SSM',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
} as const;
type ServiceName = keyof typeof variables;

/** @throws {Error} named `RegionMissing` when the region is none */
export function serviceOf(name: ServiceName, env: Environment): Service {
  const region = env['AWS_REGION'] ?? '';
  if (!/^[a-z0-9-]{1,63}$/.test(region)) throw named('RegionMissing');
  const url = env[variables[name]] || env['AWS_ENDPOINT_URL'];
  return { name, region, url: url || `https://${name}.${region}.${domainOf(region)}/` };
}

// Source: https://docs.aws.amazon.com/general/latest/gr/rande.html; the tests ask the SDK.
function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  return region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com';
}

export interface AskOptions {
  /** Asked for at each request: credentials of a role are replaced. */
  readonly credentials: ReturnType<typeof defaultProvider>;
  readonly service: () => Service;
  /** Milliseconds one attempt may take, from the connection to the last byte. */
  readonly timeoutMs: number;
}

/** One operation, such as `AmazonSSM.GetParameter`, and the shape of its answer. */
export interface Operation<T> {
  readonly target: string;
  readonly answer: z.ZodType<T>;
}

const attempts = 3;

/**
 * Asks AWS by a signed request, again where that may help. See docs/decisions/0019.
 * @throws {Error} whose name is AWS's for what went wrong, and whose message is AWS's too where AWS refused.
 *   It holds nothing of an answer that may hold a secret.
 */
export async function ask<T>(
  options: AskOptions,
  operation: Operation<T>,
  input: object,
): Promise<T> {
  const body = JSON.stringify(input);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await askOnce(options, operation, body);
    if ('value' in answer) return answer.value;
    if (answer.passes === 'never' || attempt === attempts) {
      throw named(answer.name, answer.message);
    }
    await sleep(Math.random() * longestPause[answer.passes] * 2 ** (attempt - 1));
  }
}

/** Milliseconds before the second attempt, as the SDK waits; twice that before the third. */
const longestPause = { soon: 100, throttled: 500 };

/** Why there is no answer, and whether to ask again. */
interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly passes: keyof typeof longestPause | 'never';
}

async function askOnce<T>(
  options: AskOptions,
  { target, answer }: Operation<T>,
  body: string,
): Promise<{ readonly value: T } | Refusal> {
  const { timeoutMs } = options;
  const { url, headers } = await sign(options, target, body);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const sent = { method: 'POST', headers, body, redirect: 'error', signal } as const;
    const response = await fetch(url, sent);
    const text = await response.text();
    if (!response.ok) return refusalIn(text, response.status);
    const found = answer.safeParse(jsonOf(text));
    return found.success
      ? { value: found.data }
      : { name: 'UnreadableAnswer', message: '', passes: 'soon' };
  } catch (error) {
    const why = whyUnanswered(error, signal, timeoutMs);
    const name = why.kind === 'unreachable' ? why.code : whyNames[why.kind];
    return { name, message: '', passes: 'soon' };
  }
}

const whyNames = { timeout: 'TimeoutError', redirected: 'Redirected' };

async function sign({ credentials, service }: AskOptions, target: string, body: string) {
  const { name, region, url } = service();
  const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  return new AwsV4Signer({
    url,
    body,
    headers,
    region,
    service: name,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
  }).sign();
}

/** AWS's own spelling differs: its services write `message`, what stands before them `Message`. */
const Refused = z.object({
  __type: z.string().catch(''),
  message: z.string().optional().catch(undefined),
  Message: z.string().optional().catch(undefined),
});

function refusalIn(text: string, status: number): Refusal {
  const { __type: type, message, Message } = Refused.safeParse(jsonOf(text)).data ?? {};
  const name = type?.replace(/^.*#/, '') || `HTTP_${status}`;
  return { name, message: message ?? Message ?? '', passes: passesOf(name, status) };
}

// SSM and Secrets Manager throttle with 400. Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html
function passesOf(name: string, status: number): Refusal['passes'] {
  if (status === 429 || /Throttl|TooManyRequests|RequestLimit/.test(name)) return 'throttled';
  return status >= 500 || status === 408 ? 'soon' : 'never';
}

/** JSON.parse quotes what it could not read, so its error goes no further. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function named(name: string, message = ''): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
