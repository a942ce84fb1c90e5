import type { LogEntry } from '../../core/log-entry.ts';
import type { Answer } from './answer.ts';
import type { Keeping } from './log-actor.ts';
import { dateOf, logIdOf, toLogEntry } from './log-entry.ts';
import { notLogs } from './log-search.ts';
import type { Reader } from './reader.ts';
import { repeated } from './list.ts';
import type { Result } from './reasons.ts';

/** Of a tenant that logs more than this between two runs, the rest is read by search. */
const mostPages = 20;

export interface Followed {
  readonly entries: readonly LogEntry[];
  /** log_id to go on from. */
  readonly cursor: string;
  /** ISO 8601 of the newest entry that came, watched or not; null when none did. */
  readonly newest: string | null;
  /** False when there is more than one run reads. */
  readonly isCaughtUp: boolean;
}

/**
 * Reads on from a cursor until nothing more comes. Auth0 puts entries in the order they arrive in, whatever their dates
 * are, so that none that is late is missed, and it has no filter here. Source: Auth0 docs, retrieve logs by checkpoint.
 */
export async function followLogs(
  reader: Reader,
  from: string,
  keeping: Keeping,
): Promise<Result<Followed>> {
  const entries: LogEntry[] = [];
  const seen = new Set([from]);
  let cursor = from;
  let newest: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const answer = await reader.answer('logs', { from: cursor, take: '100' });
    if (!answer.ok) return answer;
    const { body } = answer.value;
    if (!Array.isArray(body)) return notLogs();
    if (body.length === 0) {
      reader.page(entries.length);
      return { ok: true, value: { entries, cursor, newest, isCaughtUp: true } };
    }
    for (const raw of body) {
      const at = dateOf(raw);
      if (at !== null && (newest === null || at > newest)) newest = at;
      const entry = toLogEntry(raw, keeping);
      if (entry !== null) entries.push(entry);
    }
    reader.page(entries.length);
    const next = nextCursor(answer.value, body);
    if (next === null || seen.has(next)) return repeated('log entries');
    seen.add(next);
    cursor = next;
  }
  return { ok: true, value: { entries, cursor, newest, isCaughtUp: false } };
}

/**
 * Auth0 gives the next page as an address. Only what it says to go on from is taken from it: the token must not go
 * wherever an answer points to.
 */
function nextCursor({ headers }: Answer, body: readonly unknown[]): string | null {
  const address = /<([^<>]*)>\s*;\s*rel="?next"?/i.exec(headers.get('link') ?? '')?.[1] ?? '';
  const from = URL.canParse(address) ? new URL(address).searchParams.get('from') : null;
  if (from !== null && from !== '' && from.length <= 1_000) return from;
  return body.map(logIdOf).findLast((id) => id !== null) ?? null;
}
