import type { LogPosition, LogReading } from '../../core/log-entry.ts';
import type { ReadRequest } from '../../core/ports.ts';
import { isProbe, sortedOnce } from './log-entry.ts';
import { anHourBefore, dayMs, retentionGap, widest } from './log-gap.ts';
import { edgeOfLogs } from './log-search.ts';
import { bySearch, fillIn, readOn, type Stretch } from './log-stretch.ts';
import type { Reader } from './reader.ts';
import type { Result } from './reasons.ts';

/**
 * Reads what the logs have had since the last run, or, the first time, what they still have. Either everything that had
 * arrived is read, in order or by search, or nothing counts as read.
 */
export async function readLogs(reader: Reader, request: ReadRequest): Promise<Result<LogReading>> {
  const { position, memory } = request.logs;
  const read = await (position === null
    ? lookFirst(reader, request)
    : goOn(reader, request, position));
  if (!read.ok) return read;
  const { entries, cursor, newest, gap, oldest, oldestAskedAt } = read.value;
  const isOurs = (name: string): boolean => name === memory.probeName;
  const caughtUpAt = request.now.toISOString();
  return {
    ok: true,
    value: {
      entries: sortedOnce(entries.filter((entry) => !isProbe(entry, isOurs))),
      // A date ahead of now would pass for news for as long.
      position: { cursor, newest: earlier(newest, caughtUpAt), caughtUpAt, oldest, oldestAskedAt },
      gap,
    },
  };
}

function earlier(at: string | null, limit: string): string | null {
  return at !== null && at > limit ? limit : at;
}

type Oldest = Pick<LogPosition, 'oldest' | 'oldestAskedAt'>;
type Look = Result<Stretch & Oldest>;

/** Begins at the newest entry, and looks back as far as the logs go: that is how inherited findings get evidence. */
async function lookFirst(reader: Reader, request: ReadRequest): Promise<Look> {
  const newest = await edgeOfLogs(reader, 'newest');
  if (!newest.ok) return newest;
  const oldestAskedAt = request.now.toISOString();
  if (newest.value === null) {
    const nothing = { entries: [], cursor: null, newest: null, gap: null };
    return { ok: true, value: { ...nothing, oldest: null, oldestAskedAt } };
  }
  const asked = await edgeOfLogs(reader, 'oldest');
  if (!asked.ok) return asked;
  const oldest = asked.value?.at ?? null;
  const stretch = await fillIn(reader, request, newest.value, null, oldest);
  return stretch.ok ? { ok: true, value: { ...stretch.value, oldest, oldestAskedAt } } : stretch;
}

async function goOn(reader: Reader, request: ReadRequest, position: LogPosition): Promise<Look> {
  const asked = await oldestNow(reader, request.now, position);
  if (!asked.ok) return asked;
  const { oldest, oldestAskedAt } = asked.value;
  const gap = retentionGap(request, position, oldest);
  const since = anHourBefore(position.newest, position.caughtUpAt);
  const stretch = await (gap === null
    ? readOn(reader, request, position, oldestAskedAt !== position.oldestAskedAt)
    : bySearch(reader, request, since));
  if (!stretch.ok) return stretch;
  const { value } = stretch;
  return { ok: true, value: { ...value, gap: widest(gap, value.gap), oldest, oldestAskedAt } };
}

/** Asked once a day: what it tells of is days long. */
async function oldestNow(
  reader: Reader,
  now: Date,
  { oldest, oldestAskedAt }: LogPosition,
): Promise<Result<Oldest>> {
  const isDue = now.getTime() - Date.parse(oldestAskedAt) >= dayMs;
  if (!isDue) return { ok: true, value: { oldest, oldestAskedAt } };
  const asked = await edgeOfLogs(reader, 'oldest');
  if (!asked.ok) return asked;
  return { ok: true, value: { oldest: asked.value?.at ?? null, oldestAskedAt: now.toISOString() } };
}
