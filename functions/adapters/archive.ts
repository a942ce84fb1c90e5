import { createHash } from 'node:crypto';
import { variableNames } from '../core/deployment.ts';
import { ConfigError } from '../core/errors.ts';
import type { Archive, Kept } from '../core/ports.ts';
import type { ReportFile } from '../core/report/files.ts';
import { archiveFailure } from './archive-failure.ts';
import type { Environment } from './local.ts';
import { defaultProvider } from './role-credentials.ts';
import {
  again,
  passesOf,
  sendSigned,
  serviceOf,
  signedLink,
  type AskOptions,
  type Attempt,
} from './signed-request.ts';

export interface ArchiveOptions extends AskOptions {
  readonly bucket: string;
  /** Days after which the bucket's lifecycle deletes what it keeps. */
  readonly retentionDays: number;
  /** Hours for which the first file opens for whoever has its address; null where it does not. */
  readonly linkHours: number | null;
  readonly now?: () => Date;
}

/**
 * The bucket of the deployment; null where there is none. Opens nothing over the network.
 * @throws {ConfigError} naming the variable that makes no sense
 */
export function openArchive(env: Environment): Archive | null {
  const bucket = env[variableNames.reports];
  if (!bucket) return null;
  return createArchive({
    bucket,
    retentionDays: wholeNumber(variableNames.reportDays, env),
    linkHours: env[variableNames.linkHours] ? wholeNumber(variableNames.linkHours, env) : null,
    credentials: defaultProvider(),
    service: () => serviceOf('s3', process.env),
    // A report of 100,000 findings is some 100 MB.
    timeoutMs: 60_000,
  });
}

/** Keeps reports in a bucket of S3, each file by one signed request. See docs/decisions/0037. */
export function createArchive(options: ArchiveOptions): Archive {
  const { bucket, now = () => new Date() } = options;
  return {
    async keep(folder, files) {
      const [first] = files;
      if (!first) throw new Error('there is nothing to keep');
      try {
        for (const file of files) await put(options, folder, file);
        return await keptAs(options, `${folder}/${first.name}`, now());
      } catch (error) {
        throw archiveFailure(error, bucket);
      }
    },
  };
}

function put(options: ArchiveOptions, folder: string, file: ReportFile): Promise<null> {
  const { body, contentType, name } = file;
  const hash = createHash('sha256').update(body).digest();
  const headers = {
    'content-type': contentType,
    'content-disposition': dispositionOf(folder, name),
    'x-amz-content-sha256': hash.toString('hex'),
    // S3 refuses what arrived otherwise, and keeps the sum beside the object.
    'x-amz-checksum-sha256': hash.toString('base64'),
  };
  const url = addressOf(options, `${folder}/${name}`);
  return again(async (): Promise<Attempt<null>> => {
    const request = { method: 'PUT', url, headers, body, redirect: 'manual' } as const;
    const sent = await sendSigned(options, request);
    if ('passes' in sent) return sent;
    // S3 says nothing where it took a file; a proxy's page does.
    if (sent.ok && sent.text === '') return { value: null };
    if (sent.ok) return { name: 'ForeignAnswer', message: '', passes: 'never' };
    // Only the code leaves here: the rest of the answer repeats what was asked.
    const code = /<Code>(\w{1,60})<\/Code>/.exec(sent.text)?.[1] ?? `HTTP_${sent.status}`;
    return { name: code, message: '', passes: passesOf(code, sent.status) };
  });
}

/** A page opens in the browser, what programs read is saved; each under a name that says what it is. */
function dispositionOf(folder: string, name: string): string {
  const [of, , moment] = folder.split('/').slice(-3);
  const how = name.endsWith('.html') ? 'inline' : 'attachment';
  return `${how}; filename="strictwatch-${of}-${moment}${name.replace(/^report/, '')}"`;
}

/** The bucket is in the name of the host at AWS, and in the path anywhere else. */
function addressOf({ service, bucket }: ArchiveOptions, key: string): string {
  const url = new URL(service().url);
  if (/^s3[.-].*\.amazonaws\.(com|com\.cn|eu)$/.test(url.hostname)) {
    url.hostname = `${bucket}.${url.hostname}`;
    url.pathname = `/${key}`;
  } else {
    url.pathname = `/${bucket}/${key}`;
  }
  return url.href;
}

async function keptAs(options: ArchiveOptions, key: string, at: Date): Promise<Kept> {
  const { bucket, retentionDays, linkHours, service } = options;
  const { region } = service();
  const kept = {
    uri: `s3://${bucket}/${key}`,
    link: `https://${region}.${consoleOf(region)}/s3/object/${bucket}?region=${region}&prefix=${key}`,
    until: expiryOf(at, retentionDays).toISOString(),
  };
  if (linkHours === null) return kept;
  const link = await signedLink(options, addressOf(options, key), linkHours * 3_600);
  const until = new Date(at.getTime() + linkHours * 3_600_000).toISOString();
  return { ...kept, open: { link, until } };
}

// Source: https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/select-region.html and the guides of the partitions
function consoleOf(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  if (region.startsWith('eusc-')) return 'console.amazonaws-eusc.eu';
  return 'console.aws.amazon.com';
}

/** The next midnight in UTC after so many days. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html */
function expiryOf(at: Date, days: number): Date {
  const dayMs = 86_400_000;
  return new Date(Math.ceil((at.getTime() + days * dayMs) / dayMs) * dayMs);
}

function wholeNumber(name: string, env: Environment): number {
  const value = Number(env[name]);
  if (Number.isInteger(value) && value > 0) return value;
  throw new ConfigError(
    `${name} must be a whole number from 1. It is set on deployment: deploy again.`,
  );
}
