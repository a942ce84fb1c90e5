import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { listen, readBody } from '../../demo/loopback.ts';
import { serviceOf } from '../../functions/adapters/signed-request.ts';
import { createParameters, openParameters } from '../../functions/adapters/ssm.ts';

/** Synthetic, as everything here. */
const hidden = 'synthetic-secret-value';
const role = {
  AWS_ACCESS_KEY_ID: 'ASIASYNTHETIC',
  AWS_SECRET_ACCESS_KEY: 'synthetic-key',
  AWS_SESSION_TOKEN: 'synthetic-session',
  AWS_REGION: 'eu-central-1',
};
const found = JSON.stringify({ Parameter: { Name: 'kept', Type: 'SecureString', Value: hidden } });

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const close of closing.splice(0)) await close();
});

interface Asked {
  readonly request: IncomingMessage;
  readonly body: string;
}

/** SSM on loopback; the last of the answers is given again and again. */
async function ssm(...answers: readonly RequestListener[]) {
  const asked: Asked[] = [];
  const loopback = await listen(async (request, response) => {
    const answer = answers[asked.length] ?? answers.at(-1);
    asked.push({ request, body: await readBody(request) });
    answer?.(request, response);
  });
  closing.push(() => loopback.close());
  return { url: loopback.url, asked };
}

function says(status: number, body: unknown): RequestListener {
  return (_, response: ServerResponse) =>
    void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
}

const here = says(200, found);

function parametersAt(url: string, timeoutMs = 2_000) {
  const credentials = async () => ({ accessKeyId: 'a', secretAccessKey: 'b' });
  return createParameters({
    credentials,
    service: () => ({ name: 'ssm', region: 'us-east-1', url }),
    timeoutMs,
  });
}

/** What was thrown. No part of an answer that may hold a parameter is anywhere in it. */
async function failureAt(url: string, timeoutMs?: number): Promise<Error> {
  const error: unknown = await parametersAt(
    url,
    timeoutMs,
  )('kept').then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect.assert(error instanceof Error, 'it should have thrown an Error');
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(hidden);
  return error;
}

test('asks for the decrypted parameter, signed with the role and the region it runs in', async () => {
  const { url, asked } = await ssm(here);
  for (const [name, value] of Object.entries({ ...role, AWS_ENDPOINT_URL_SSM: url })) {
    vi.stubEnv(name, value);
  }

  expect(await openParameters()('/auth0/ünïcode')).toEqual({ type: 'SecureString', value: hidden });

  const [{ request, body }] = asked as [Asked];
  expect(`${request.method} ${request.url}`).toBe('POST /');
  expect(JSON.parse(body)).toEqual({ Name: '/auth0/ünïcode', WithDecryption: true });
  expect(request.headers).toMatchObject({
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AmazonSSM.GetParameter',
    'x-amz-security-token': role.AWS_SESSION_TOKEN,
  });
  const { authorization } = request.headers;
  expect(authorization).toMatch(
    /Credential=ASIASYNTHETIC\/\d{8}\/eu-central-1\/ssm\/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target, /,
  );
  expect(authorization).toContain(`Signature=${signatureOf(request, body)}`);
});

test('without credentials nothing is asked for', async () => {
  const { url, asked } = await ssm(here);
  for (const [name, value] of Object.entries({ ...role, AWS_ENDPOINT_URL: url })) {
    vi.stubEnv(name, value);
  }
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  await expect(openParameters()('kept')).rejects.toThrow(/environment variable credentials/);
  expect(asked).toEqual([]);
});

describe.each([
  ['ssm', SSMClient, 'AWS_ENDPOINT_URL_SSM'],
  ['secretsmanager', SecretsManagerClient, 'AWS_ENDPOINT_URL_SECRETS_MANAGER'],
  ['s3', S3Client, 'AWS_ENDPOINT_URL_S3'],
] as const)('%s', (name, Client, variable) => {
  test.each(['us-east-1', 'eu-central-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1'])(
    'of %s is where the SDK looks for it',
    async (region) => {
      const { endpointProvider } = new Client({ region }).config;
      const { url } = endpointProvider({ Region: region, UseDualStack: false, UseFIPS: false });
      const here = { name, region, url: url.href };
      expect(serviceOf(name, { AWS_REGION: region })).toEqual(here);
    },
  );

  test('may be asked elsewhere, for it before all of AWS', () => {
    const all = { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    expect(serviceOf(name, all).url).toBe('http://127.0.0.1:1');
    const own = { ...all, [variable]: 'http://127.0.0.1:2' };
    expect(serviceOf(name, own).url).toBe('http://127.0.0.1:2');
  });
});

test.each([undefined, '', 'us-east-1.example', 'a/b'])('%s is no region', (region) => {
  expect(() => serviceOf('ssm', { AWS_REGION: region })).toThrow(
    expect.objectContaining({ name: 'RegionMissing' }),
  );
});

test.each<[string, RequestListener]>([
  ['HTTP 500', says(500, { __type: 'InternalServerError' })],
  ['HTTP 503 of something else', says(503, '<html>')],
  ['HTTP 429', says(429, '')],
  ['throttling', says(400, { __type: 'ThrottlingException', message: 'Rate exceeded' })],
  ['a closed connection', (request) => void request.socket.destroy()],
  ['an answer that is cut short', says(200, found.slice(0, -20))],
  ['an answer that breaks off', (_, response) => breakOff(response)],
])('%s is asked over', async (_, answer) => {
  const { url, asked } = await ssm(answer, answer, here);
  expect(await parametersAt(url)('kept')).toEqual({ type: 'SecureString', value: hidden });
  expect(asked).toHaveLength(3);
});

test.each<[string, string, RequestListener]>([
  ['a refusal', 'InternalServerError', says(500, { __type: 'InternalServerError' })],
  ['a page', 'HTTP_502', says(502, `<html>${hidden}`)],
  ['an answer that is cut short', 'UnreadableAnswer', says(200, found.slice(0, -20))],
  ['an answer of another shape', 'UnreadableAnswer', says(200, { Parameter: hidden })],
  ['a redirect', 'Redirected', (_, response) => redirect(response)],
])('%s thrice is a failure (%s)', async (_, name, answer) => {
  const { url, asked } = await ssm(answer);
  expect((await failureAt(url)).name).toBe(name);
  expect(asked).toHaveLength(3);
});

test('asks throttling SSM over after pauses that grow', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const at: number[] = [];
  const { url } = await ssm((request, response) => {
    at.push(performance.now());
    says(400, { __type: 'ThrottlingException' })(request, response);
  });
  expect((await failureAt(url)).name).toBe('ThrottlingException');
  const [first = 0, second = 0, third = 0] = at;
  expect(second - first).toBeGreaterThan(240);
  expect(third - second).toBeGreaterThan(490);
});

test('waits for no answer longer than it may, and not for ever', async () => {
  const { url, asked } = await ssm(
    () => undefined,
    (_, response) => void response.writeHead(200).write(found.slice(0, 20)),
  );
  const before = Date.now();
  expect((await failureAt(url, 200)).name).toBe('TimeoutError');
  expect(Date.now() - before).toBeLessThan(5_000);
  expect(asked).toHaveLength(3);
});

test.each([
  [{ __type: 'ParameterNotFound' }, 'ParameterNotFound', ''],
  [{ __type: 'com.amazonaws.ssm#ParameterNotFound', message: 'no' }, 'ParameterNotFound', 'no'],
  [{ __type: 'AccessDeniedException', Message: 'KMS' }, 'AccessDeniedException', 'KMS'],
  [{ __type: 7, message: 7 }, 'HTTP_400', ''],
  [[hidden], 'HTTP_400', ''],
  [hidden, 'HTTP_400', ''],
])('what AWS refuses for good is not asked over (%j)', async (body, name, message) => {
  const { url, asked } = await ssm(says(400, body));
  expect(await failureAt(url)).toMatchObject({ name, message });
  expect(asked).toHaveLength(1);
});

function breakOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': String(found.length) }).write(found.slice(0, 20));
  setTimeout(() => response.destroy(), 10);
}

function redirect(response: ServerResponse): void {
  response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
}

/** As AWS computes it from what arrived. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signatureOf({ headers }: IncomingMessage, body: string): string {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) =>
    createHmac('sha256', key).update(text).digest();
  const signed = ['host', 'x-amz-date', 'x-amz-security-token', 'x-amz-target'];
  const lines = signed.map((name) => `${name}:${String(headers[name])}\n`).join('');
  const request = ['POST', '/', '', lines, signed.join(';'), hash(body)].join('\n');
  const time = String(headers['x-amz-date']);
  const scope = [time.slice(0, 8), role.AWS_REGION, 'ssm', 'aws4_request'];
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${role.AWS_SECRET_ACCESS_KEY}`);
  return hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), hash(request)].join('\n')).toString(
    'hex',
  );
}
