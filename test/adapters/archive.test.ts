import { createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { listen, readBody } from '../../demo/loopback.ts';
import {
  createArchive,
  openArchive,
  type ArchiveOptions,
} from '../../functions/adapters/archive.ts';
import { variableNames } from '../../functions/core/deployment.ts';
import { DeliveryError } from '../../functions/core/errors.ts';
import type { ReportFile } from '../../functions/core/report/files.ts';

/** Synthetic, as everything here. */
const hidden = 'synthetic-not-a-secret';
const now = new Date('2026-11-23T07:12:00Z');
const folder = 'tenants/acme-prod/2026/2026-11-23T070000Z';

const files: readonly ReportFile[] = [
  { name: 'report.html', contentType: 'text/html; charset=utf-8', body: '<p>größer 🔥</p>' },
  { name: 'report.ocsf.json', contentType: 'application/json', body: '[]' },
];

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) await close();
});

interface Asked {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** S3 on loopback; the last of the answers is given again and again. */
async function s3(...answers: readonly RequestListener[]) {
  const asked: Asked[] = [];
  const loopback = await listen(async (request, response) => {
    const answer = answers[asked.length] ?? answers.at(-1);
    const { method, url: path, headers } = request;
    asked.push({ method, path, headers, body: await readBody(request) });
    answer?.(request, response);
  });
  closing.push(() => loopback.close());
  return { url: loopback.url, asked };
}

const accept: RequestListener = (_, response) => void response.writeHead(200).end();

/** The answer repeats what was asked, as those of S3 do. */
function refuse(status: number, code: string): RequestListener {
  return (_, response) =>
    void response
      .writeHead(status, { location: 'http://127.0.0.1:1/' })
      .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${hidden}</Message></Error>`);
}

function archiveAt(url: string, more: Partial<ArchiveOptions> = {}) {
  return createArchive({
    bucket: 'synthetic-reports',
    retentionDays: 400,
    linkHours: null,
    now: () => now,
    credentials: async () => ({ accessKeyId: 'AKIASYNTHETIC', secretAccessKey: hidden }),
    service: () => ({ name: 's3', region: 'eu-west-1', url }),
    timeoutMs: 2_000,
    ...more,
  });
}

async function failureAt(url: string, more: Partial<ArchiveOptions> = {}): Promise<string> {
  const error: unknown = await archiveAt(url, more)
    .keep(folder, files)
    .then(
      () => null,
      (thrown: unknown) => thrown,
    );
  expect.assert(error instanceof DeliveryError, 'it should have thrown a DeliveryError');
  expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(
    /synthetic-not|AKIA|größer/,
  );
  expect(error.message).not.toContain('\n');
  return error.message;
}

describe('files that are kept', () => {
  test('are written each by a signed request, whole, with their type, name and checksum', async () => {
    const { url, asked } = await s3(accept);
    await archiveAt(url).keep(folder, files);
    expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual(
      files.map(({ name, body }) => ['PUT', `/synthetic-reports/${folder}/${name}`, body]),
    );
    const [{ headers } = asked[0]!, second] = asked;
    const hash = createHash('sha256').update(files[0]!.body);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': 'inline; filename="strictwatch-acme-prod-2026-11-23T070000Z.html"',
      'x-amz-checksum-sha256': hash.copy().digest('base64'),
      'x-amz-content-sha256': hash.digest('hex'),
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIASYNTHETIC\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=\S*host;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
      ),
    });
    expect(Object.keys(headers).filter((name) => /acl|grant|public/.test(name))).toEqual([]);
    expect(second?.headers['content-disposition']).toBe(
      'attachment; filename="strictwatch-acme-prod-2026-11-23T070000Z.ocsf.json"',
    );
  });

  test('are where a person finds them who signs in, until the bucket forgets them', async () => {
    const { url } = await s3(accept);
    expect(await archiveAt(url).keep(folder, files)).toEqual({
      uri: `s3://synthetic-reports/${folder}/report.html`,
      link: `https://eu-west-1.console.aws.amazon.com/s3/object/synthetic-reports?region=eu-west-1&prefix=${folder}/report.html`,
      // S3 deletes at midnight.
      until: '2027-12-29T00:00:00.000Z',
    });
  });

  test.each([
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/s3/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/s3/'],
    ['eusc-de-east-1', 'https://eusc-de-east-1.console.amazonaws-eusc.eu/s3/'],
  ])('of %s are in the console of its partition', async (region, begin) => {
    const { url } = await s3(accept);
    const service = () => ({ name: 's3', region, url }) as const;
    const { link } = await archiveAt(url, { service }).keep(folder, files);
    expect(link.slice(0, begin.length)).toBe(begin);
  });
});

describe('a link that opens without signing in', () => {
  const options = {
    linkHours: 12,
    credentials: async () => ({
      accessKeyId: 'AKIASYNTHETIC',
      secretAccessKey: hidden,
      sessionToken: 'synthetic/session+token',
    }),
  };

  test('is made where it is asked for, and says until when it opens', async () => {
    const { url } = await s3(accept);
    const { open } = await archiveAt(url, options).keep(folder, files);
    expect(open?.until).toBe('2026-11-23T19:12:00.000Z');
    const link = new URL(open?.link ?? '');
    expect(link.pathname).toBe(`/synthetic-reports/${folder}/report.html`);
    expect(Object.fromEntries(link.searchParams)).toMatchObject({
      'X-Amz-Expires': '43200',
      'X-Amz-Security-Token': 'synthetic/session+token',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(open?.link).not.toContain(hidden);
  });

  test('at AWS has the bucket in the name of the host', async () => {
    const { url } = await s3(accept);
    let calls = 0;
    // Two files are written here; what the link is made for is there.
    const service = () => {
      calls += 1;
      const there = 'https://s3.eu-west-1.amazonaws.com/';
      return { name: 's3', region: 'eu-west-1', url: calls <= 4 ? url : there } as const;
    };
    const { open } = await archiveAt(url, { ...options, service }).keep(folder, files);
    expect(open?.link).toMatch(
      /^https:\/\/synthetic-reports\.s3\.eu-west-1\.amazonaws\.com\/tenants\/acme-prod\/2026\//,
    );
  });
});

describe('a bucket that does not take them', () => {
  test.each([
    [404, 'NoSuchBucket', 'it does not exist. Deploy the stack again. (NoSuchBucket)'],
    [403, 'AccessDenied', 'Allow it s3:PutObject'],
    [403, 'ExpiredToken', 'did not accept the credentials'],
    [301, 'PermanentRedirect', 'it is in another region'],
    [400, 'BadDigest', 'BadDigest. Look the name up'],
  ])('with %i %s is asked once, and the error says what to do', async (status, code, advice) => {
    const { url, asked } = await s3(refuse(status, code));
    const words = await failureAt(url);
    expect(words).toMatch(/^The report could not be kept in the bucket synthetic-reports: /);
    expect(words).toContain(advice);
    expect(asked).toHaveLength(1);
  });

  test.each([
    [503, 'SlowDown'],
    [500, 'InternalError'],
    [400, 'RequestTimeout'],
  ])('with %i %s is asked again, and takes them', async (status, code) => {
    const { url, asked } = await s3(refuse(status, code), accept);
    await archiveAt(url).keep(folder, files);
    expect(asked.map(({ body }) => body)).toEqual([
      files[0]?.body,
      ...files.map(({ body }) => body),
    ]);
  });

  test('and goes on refusing is asked three times', async () => {
    const { url, asked } = await s3(refuse(503, 'SlowDown'));
    expect(await failureAt(url)).toContain('too busy');
    expect(asked).toHaveLength(3);
  });

  test('and never answers is not waited for', async () => {
    const { url, asked } = await s3(() => {});
    expect(await failureAt(url, { timeoutMs: 30 })).toContain('it does not answer');
    expect(asked).toHaveLength(3);
  });

  test('and cannot be reached says so', async () => {
    const { url } = await s3(accept);
    for (const close of closing.splice(0)) await close();
    expect(await failureAt(url)).toContain('it does not answer');
  });

  test('with a page of somebody else is no success', async () => {
    const page = (status: number) =>
      s3((_, response) => void response.writeHead(status).end('<html>Sign in'));
    expect(await failureAt((await page(418)).url)).toContain('HTTP_418. Look the name up');
    expect(await failureAt((await page(200)).url)).toContain('Look for a proxy in between');
  });
});

describe('what a function is deployed with', () => {
  const env = {
    [variableNames.reports]: 'synthetic-reports',
    [variableNames.reportDays]: '30',
  };

  test('is the bucket it keeps reports in, for so many days', async () => {
    const { url, asked } = await s3(accept);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIASYNTHETIC');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', hidden);
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ENDPOINT_URL_S3', url);
    const archive = openArchive({ ...env, [variableNames.linkHours]: '1' });
    const before = Date.now();
    const kept = await archive?.keep(folder, files);
    const days = (Date.parse(kept?.until ?? '') - before) / 86_400_000;
    expect([days >= 30, days <= 31, asked.length]).toEqual([true, true, 2]);
    const hours = (Date.parse(kept?.open?.until ?? '') - before) / 3_600_000;
    expect(Math.round(hours * 10) / 10).toBe(1);
  });

  test('may be none', () => {
    expect(openArchive({})).toBeNull();
  });

  test.each([
    [variableNames.reportDays, 'soon'],
    [variableNames.reportDays, undefined],
    [variableNames.linkHours, '0'],
  ])('%s may not be %s', (name, value) => {
    expect(() => openArchive({ ...env, [name]: value })).toThrow(
      `${name} must be a whole number from 1. It is set on deployment: deploy again.`,
    );
  });
});
