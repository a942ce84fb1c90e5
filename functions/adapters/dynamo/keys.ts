import { createHash } from 'node:crypto';
import type { HistoryEvent } from '../../core/history.ts';
import { fingerprint } from './fingerprint.ts';
import type { Key } from './item.ts';

/** Lists the watched tenants. No tenant id starts with `#`. */
export const tenantsPartition = '#tenants';

/** What there is one of for all tenants. */
const fleetPartition = '#fleet';

/** Everything a run loads lies between these two: HEAD, LAST, LEASE, LOGS, PARTIAL and ROWS; and REPORT, which it ignores. */
export const stateRange = { from: 'HEAD', to: 'ROWS~' } as const;

export const prefixes = {
  apps: 'APP#',
  history: 'HISTORY#',
  logs: 'LOGS#',
  partial: 'PARTIAL#',
  rows: 'ROWS#',
  runs: 'RUN#',
  words: 'WORDS#',
} as const;

export function headKey(tenant: string): Key {
  return { tenant, item: 'HEAD' };
}

/** Holds the last run record until the next one; see `chain.ts`. */
export function lastKey(tenant: string): Key {
  return { tenant, item: 'LAST' };
}

/** Of a tenant or, with null, of the fleet. */
export function reportKey(tenant: string | null): Key {
  return { tenant: tenant ?? fleetPartition, item: 'REPORT' };
}

export function leaseKey(tenant: string): Key {
  return { tenant, item: 'LEASE' };
}

export function rowsKey(tenant: string, generation: number, shard: number): Key {
  return { tenant, item: `${prefixes.rows}${pad(generation, 8)}#${pad(shard, 5)}` };
}

export function partialKey(tenant: string, part: number): Key {
  return { tenant, item: `${prefixes.partial}${pad(part, 5)}` };
}

/** What is stored of the logs is in items of their own, by how often they change; in the order they are written. */
export const logParts = ['MEMORY', 'REGISTRATIONS', 'POSITION'] as const;
export type LogPart = (typeof logParts)[number];

export function logsKey(tenant: string, part: LogPart): Key {
  return { tenant, item: `${prefixes.logs}${part}` };
}

/** The fence keeps two runs that began at the same instant apart. */
export function runKey(tenant: string, startedAt: string, fence: number): Key {
  return { tenant, item: `${prefixes.runs}${startedAt}#${pad(fence, 10)}` };
}

/** The last key that a run begun by then can have. @param until ISO 8601 with milliseconds */
export function runsUntil(until: string): string {
  return `${prefixes.runs}${until}~`;
}

export function wordsKey(tenant: string, rule: string, subject: string): Key {
  return { tenant, item: `${prefixes.words}${rule}#${keyPart(subject)}` };
}

/** What the sort keys of all that is kept of one finding's past begin with; without a subject, of all of the rule's. */
export function historyOf(rule?: string, subject?: string): string {
  if (rule === undefined) return prefixes.history;
  const ofRule = `${prefixes.history}${rule}#`;
  return subject === undefined ? ofRule : `${ofRule}${keyPart(subject)}#`;
}

/**
 * A run that died and is done again writes an event in its place; what people do, and what changes no transition, is told
 * apart by all that is said of it.
 */
export function eventKey(tenant: string, event: HistoryEvent): Key {
  const { rule, subject, transition } = event;
  return { tenant, item: `${historyOf(rule, subject)}${pad(transition, 8)}#${nameOf(event)}` };
}

function nameOf({ at, ...event }: HistoryEvent): string {
  const { what, by } = event;
  if (by !== undefined) return `${at}-${what}-${fingerprint(event)}`;
  return what === 'voided' ? `${what}-${fingerprint(event)}` : what;
}

/** What the sort keys of all versions of an app begin with. */
export function appVersions(id: string): string {
  return `${prefixes.apps}${keyPart(id)}#`;
}

export function sectionVersions(name: string): string {
  return `SECTION#${name}#`;
}

/** The last key that a version from then or before can have. @param at ISO 8601 with milliseconds */
export function versionsUntil(versions: string, at: string): string {
  return `${versions}${at}~`;
}

export function versionKey(tenant: string, versions: string, from: string, part: number): Key {
  return { tenant, item: `${versions}${from}#${pad(part, 4)}` };
}

/**
 * Text of a tenant as part of a key: without `#`, so that it cannot reach into another item's key, and
 * short, because DynamoDB takes sort keys up to 1,024 bytes. Long text is told apart by its hash.
 */
function keyPart(text: string): string {
  const escaped = encodeURIComponent(text.toWellFormed());
  if (escaped.length <= 600 && text.isWellFormed()) return escaped;
  const hash = createHash('sha256').update(text, 'utf16le').digest('base64url');
  return `${escaped.slice(0, 500)}~${hash}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
