import type { LogEntry } from './log-entry.ts';
import type { Awaited } from './log-memory.ts';
import { compareText } from './order.ts';
import { isThirdParty, type App } from './snapshot.ts';

const mostAwaited = 500;
const mostSearches = 3;
/** No plan keeps entries longer: Auth0 docs, "Log Data Retention", read 2026-08-20. */
const longestRetentionMs = 30 * 86_400_000;

export interface Sought {
  readonly entries: readonly LogEntry[];
  /** The whole listing, or null when it could not be read. */
  readonly apps: readonly App[] | null;
  readonly isNew: (app: App) => boolean;
  readonly logsRead: boolean;
  /** ISO 8601, when the read began. */
  readonly takenAt: string;
  readonly now: Date;
}

/** Third-party apps whose creation the logs may still show. Those that wait already come first, a flood last. */
export function rememberAwaited(before: readonly Awaited[], read: Sought): Awaited[] {
  const { entries, apps, takenAt, now } = read;
  const found = new Set(entries.filter(isCreation).map(({ app }) => app));
  const there = apps && new Set(apps.map(({ id }) => id));
  const waiting = new Set(before.map(({ app }) => app));
  const still = before
    .filter(({ app }) => !found.has(app) && (there?.has(app) ?? true))
    .filter(({ since }) => now.getTime() - Date.parse(since) <= longestRetentionMs)
    .map((one) => searched(one, read))
    .filter(({ searches }) => searches < mostSearches);
  const added = (apps ?? [])
    .filter(
      (app) => isThirdParty(app) && read.isNew(app) && !found.has(app.id) && !waiting.has(app.id),
    )
    .sort((a, b) => rank(a) - rank(b) || compareText(a.id, b.id))
    .map(({ id }) => ({ app: id, since: takenAt, searches: 0 }));
  return [...still, ...added].slice(0, mostAwaited);
}

function isCreation({ operation }: LogEntry): boolean {
  return operation === 'app-created' || operation === 'app-registered';
}

/** A read counts once, and not the one that found the app: nobody was looking for it before. */
function searched(one: Awaited, { logsRead, takenAt }: Sought): Awaited {
  const last = one.searchedAt ?? one.since;
  if (!logsRead || Date.parse(takenAt) <= Date.parse(last)) return one;
  return { ...one, searches: one.searches + 1, searchedAt: takenAt };
}

/** A registered app is anybody's; who made another can be told. */
function rank({ origin }: App): number {
  return origin === 'dcr' ? 1 : 0;
}
