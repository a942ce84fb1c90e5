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

/** What the services asked here are signed as, by the name of the variable that moves them elsewhere. */
const variables = {
  ssm: 'AWS_ENDPOINT_URL_SSM',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  s3: 'AWS_ENDPOINT_URL_S3',
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

const usualAttempts = 3;

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
  return again(() => askOnce(options, operation, body));
}

/** What came of one attempt. */
export type Attempt<T> = { readonly value: T } | Refusal;

/**
 * Attempts it again where that may help.
 * @throws {Error} with the name and the message of the last refusal
 */
export async function again<T>(
  once: () => Promise<Attempt<T>>,
  attempts = usualAttempts,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await once();
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
export interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly passes: keyof typeof longestPause | 'never';
}

async function askOnce<T>(
  options: AskOptions,
  { target, answer }: Operation<T>,
  body: string,
): Promise<Attempt<T>> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const sent = await sendSigned(options, { method: 'POST', body, headers });
  if ('passes' in sent) return sent;
  const { text, status } = sent;
  if (!sent.ok) return refusalIn(text, status);
  const found = answer.safeParse(jsonOf(text));
  return found.success
    ? { value: found.data }
    : { name: 'UnreadableAnswer', message: '', passes: 'soon' };
}

export interface SignedRequest {
  readonly method: 'POST' | 'PUT';
  /** Where it is not the service's own address. */
  readonly url?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What an answer that sends elsewhere is: none, unless it is to be read. */
  readonly redirect?: 'error' | 'manual';
}

export interface Answered {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

/** Sends a request once; why there was no answer is a refusal that may pass. */
export async function sendSigned(
  options: AskOptions,
  request: SignedRequest,
): Promise<Answered | Refusal> {
  const { timeoutMs } = options;
  const { url, headers } = await sign(options, request);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { method, body, redirect = 'error' } = request;
    const response = await fetch(url, { method, headers, body, redirect, signal });
    return { ok: response.ok, status: response.status, text: await response.text() };
  } catch (error) {
    const why = whyUnanswered(error, signal, timeoutMs);
    const name = why.kind === 'unreachable' ? why.code : whyNames[why.kind];
    return { name, message: '', passes: 'soon' };
  }
}

const whyNames = { timeout: 'TimeoutError', redirected: 'Redirected' };

async function sign({ credentials, service }: AskOptions, request: SignedRequest) {
  const { name, region, url } = service();
  const { method, headers, body } = request;
  return new AwsV4Signer({
    url: request.url ?? url,
    method,
    headers: { ...headers },
    body,
    region,
    service: name,
    ...(await keysOf(credentials)),
  }).sign();
}

/** The address of an object that opens for whoever has it, for so many seconds. */
export async function signedLink(
  { credentials, service }: AskOptions,
  address: string,
  seconds: number,
): Promise<string> {
  const { name, region } = service();
  const url = new URL(address);
  url.searchParams.set('X-Amz-Expires', String(seconds));
  const signed = await new AwsV4Signer({
    method: 'GET',
    url: url.href,
    region,
    service: name,
    signQuery: true,
    ...(await keysOf(credentials)),
  }).sign();
  return signed.url.href;
}

async function keysOf(credentials: AskOptions['credentials']) {
  const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
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

// SSM and Secrets Manager throttle with 400, S3 with 503, and S3 times out with 400. Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html
export function passesOf(name: string, status: number): Refusal['passes'] {
  if (status === 429 || /Throttl|TooManyRequests|RequestLimit|SlowDown/.test(name))
    return 'throttled';
  return status >= 500 || status === 408 || name === 'RequestTimeout' ? 'soon' : 'never';
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
