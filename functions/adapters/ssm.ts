import { setTimeout as sleep } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import * as z from 'zod';
import type { Environment } from './local.ts';
import { defaultProvider } from './role-credentials.ts';
import { whyUnanswered } from './unanswered.ts';

/** A parameter as SSM gives it, decrypted. */
export interface Parameter {
  /** `SecureString`, or another that is kept in the clear. */
  readonly type: string;
  readonly value: string | undefined;
}

/**
 * Reads a parameter of SSM by name or ARN.
 * @throws {Error} whose name is AWS's for what went wrong, and whose message is AWS's too where AWS refused.
 *   It holds nothing of an answer that may hold a parameter.
 */
export type ParameterOf = (name: string) => Promise<Parameter>;

export interface Ssm {
  readonly region: string;
  readonly url: string;
}

export interface ParameterOptions {
  /** Asked for at each request: credentials of a role are replaced. */
  readonly credentials: ReturnType<typeof defaultProvider>;
  readonly ssm: () => Ssm;
  /** Milliseconds one attempt may take, from the connection to the last byte. */
  readonly timeoutMs: number;
}

/** SSM of the region of the environment, with the credentials of the role. See docs/decisions/0019. */
export function openParameters(): ParameterOf {
  return createParameters({
    credentials: defaultProvider(),
    ssm: () => ssmOf(process.env),
    timeoutMs: 5_000,
  });
}

/** @throws {Error} named `RegionMissing` when the region is none */
export function ssmOf(env: Environment): Ssm {
  const region = env['AWS_REGION'] ?? '';
  if (!/^[a-z0-9-]{1,63}$/.test(region)) throw named('RegionMissing');
  const url = env['AWS_ENDPOINT_URL_SSM'] || env['AWS_ENDPOINT_URL'];
  return { region, url: url || `https://ssm.${region}.${domainOf(region)}/` };
}

// Source: https://docs.aws.amazon.com/general/latest/gr/ssm.html; the test asks the SDK.
function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  return region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com';
}

const attempts = 3;

export function createParameters(options: ParameterOptions): ParameterOf {
  return async (name) => {
    const body = JSON.stringify({ Name: name, WithDecryption: true });
    for (let attempt = 1; ; attempt += 1) {
      const answer = await askOnce(options, body);
      if ('value' in answer) return answer;
      if (answer.passes === 'never' || attempt === attempts) {
        throw named(answer.name, answer.message);
      }
      await sleep(Math.random() * longestPause[answer.passes] * 2 ** (attempt - 1));
    }
  };
}

/** Milliseconds before the second attempt, as the SDK waits; twice that before the third. */
const longestPause = { soon: 100, throttled: 500 };

/** Why there is no parameter, and whether to ask again. */
interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly passes: keyof typeof longestPause | 'never';
}

async function askOnce(options: ParameterOptions, body: string): Promise<Parameter | Refusal> {
  const { timeoutMs } = options;
  const { url, headers } = await sign(options, body);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const sent = { method: 'POST', headers, body, redirect: 'error', signal } as const;
    const response = await fetch(url, sent);
    const text = await response.text();
    return response.ok ? parameterIn(text) : refusalIn(text, response.status);
  } catch (error) {
    const why = whyUnanswered(error, signal, timeoutMs);
    const name = why.kind === 'unreachable' ? why.code : whyNames[why.kind];
    return { name, message: '', passes: 'soon' };
  }
}

const whyNames = { timeout: 'TimeoutError', redirected: 'Redirected' };

async function sign({ credentials, ssm }: ParameterOptions, body: string) {
  const { region, url } = ssm();
  const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AmazonSSM.GetParameter',
  };
  return new AwsV4Signer({
    url,
    body,
    headers,
    region,
    service: 'ssm',
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
  }).sign();
}

const Found = z.object({
  Parameter: z.object({ Type: z.string(), Value: z.string().optional() }),
});

/** AWS's own spelling differs: its services write `message`, what stands before them `Message`. */
const Refused = z.object({
  __type: z.string().catch(''),
  message: z.string().optional().catch(undefined),
  Message: z.string().optional().catch(undefined),
});

function parameterIn(text: string): Parameter | Refusal {
  const found = Found.safeParse(jsonOf(text));
  if (!found.success) return { name: 'UnreadableAnswer', message: '', passes: 'soon' };
  const { Type, Value } = found.data.Parameter;
  return { type: Type, value: Value };
}

function refusalIn(text: string, status: number): Refusal {
  const { __type: type, message, Message } = Refused.safeParse(jsonOf(text)).data ?? {};
  const name = type?.replace(/^.*#/, '') || `HTTP_${status}`;
  return { name, message: message ?? Message ?? '', passes: passesOf(name, status) };
}

// SSM throttles with 400. Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html
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
