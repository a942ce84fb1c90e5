import type { LogEntry } from '../../core/log-entry.ts';
import type { Tenant } from '../../core/tenant.ts';
import { isObject } from './answer.ts';
import { text, type Raw } from './fields.ts';
import { actorIn, type Keeping } from './log-actor.ts';
import { bodyIn } from './log-body.ts';
import { factsOf } from './log-facts.ts';
import { isProbeShaped } from './probe-name.ts';
import { deedIn, noticeIn } from './log-watched.ts';

/**
 * The entries that tell of something watched: each log_id once, by time, then by id. Of a tenant that is probed, what the
 * probe did is left out.
 * @param raw as the Management API answers them, or as a log stream delivers them
 */
export function toLogEntries(raw: readonly unknown[], tenant: Tenant): LogEntry[] {
  const isProbed = tenant.toggle.probeEveryDays !== undefined;
  const entries = raw.map((one) => toLogEntry(one, tenant)).filter((entry) => entry !== null);
  return sortedOnce(entries.filter((entry) => !(isProbed && isProbe(entry, isProbeShaped))));
}

/** Whether the entry is of an app that a probe made: by name, and because it leads nowhere. */
export function isProbe(
  { operation, appName = '', creation }: LogEntry,
  isOurs: (name: string) => boolean,
): boolean {
  return operation === 'app-created' && creation?.callbacks.length === 0 && isOurs(appName);
}

export function sortedOnce(entries: readonly LogEntry[]): LogEntry[] {
  const once = new Map(entries.map((entry) => [entry.id, entry]));
  return [...once.values()].sort((a, b) => order(a.at, b.at) || order(a.id, b.id));
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** null for an entry that tells of nothing watched, failed, or cannot be told from others and placed in time. */
export function toLogEntry(given: unknown, keeping: Keeping): LogEntry | null {
  const raw = unwrapped(given);
  const id = logIdOf(raw);
  const at = dateOf(raw);
  if (id === null || at === null) return null;
  const details = isObject(raw['details']) ? raw['details'] : {};
  const request = isObject(details['request']) ? details['request'] : {};
  const response = isObject(details['response']) ? details['response'] : {};
  const notice = noticeIn(raw, details);
  if (notice !== null) {
    const actor = actorIn(raw, request, false, keeping);
    return { id, at, operation: 'deprecation-notice', actor, notice };
  }
  const deed = hasFailed(raw, response) ? null : deedIn(raw, request, response);
  if (deed === null) return null;
  const actor = actorIn(raw, request, deed.isOpen, keeping);
  const asked = bodyIn(request['body']);
  const answered = bodyIn(response['body']) ?? {};
  return { id, at, operation: deed.operation, actor, ...factsOf(deed, asked, answered) };
}

/** Auth0's log_id, or null where there is none to tell the entry by. */
export function logIdOf(given: unknown): string | null {
  const raw = unwrapped(given);
  const id = text(raw['log_id']) ?? text(raw['_id']);
  return id !== null && id.length <= 200 ? id : null;
}

/** ISO 8601. Auth0's own types allow a text or an object; null for what is no date. */
export function dateOf(given: unknown): string | null {
  const { date } = unwrapped(given);
  const inner = isObject(date) ? (date['$date'] ?? date['date']) : date;
  const value = isObject(inner) ? Number(inner['$numberLong']) : inner;
  const isText = typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value);
  if (!isText && typeof value !== 'number') return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) || at.getTime() < 0 ? null : at.toISOString();
}

/** A log stream puts an entry into an envelope. Source: recorded deliveries. */
function unwrapped(given: unknown): Raw {
  if (!isObject(given)) return {};
  const { data } = given;
  return isObject(data) && given['details'] === undefined ? { ...given, ...data } : given;
}

function hasFailed(raw: Raw, response: Raw): boolean {
  const status = Number(response['statusCode']);
  return status >= 400 || raw['type'] === 'fapi';
}
