import type { LogReading } from '../../core/log-entry.ts';
import type { ReadRequest } from '../../core/ports.ts';
import { isThirdParty, type App, type Section } from '../../core/snapshot.ts';
import { sortedOnce } from './log-entry.ts';
import { anHourBefore } from './log-gap.ts';
import { searchLogs } from './log-search.ts';
import { creationQuery } from './log-watched.ts';
import type { Reader } from './reader.ts';

/**
 * Adds how apps came to be whose creation was not in what was read: an entry may arrive before the app is first listed,
 * or long after. One search for all of them; without a result they go on being awaited, so a search that fails costs nothing.
 */
export async function addCreations(
  reader: Reader,
  request: ReadRequest,
  apps: Section<readonly App[]>,
  logs: Section<LogReading>,
): Promise<Section<LogReading>> {
  const { position } = request.logs;
  // The first look has searched for everything already.
  if (!apps.ok || !logs.ok || position === null) return logs;
  const wanted = wantedSince(request, apps.value, logs.value, position.caughtUpAt);
  if (wanted.size === 0) return logs;
  const missing = new Set(wanted.keys());
  const found = await searchLogs(reader, {
    query: creationQuery,
    since: anHourBefore(earliest(wanted.values(), request.now.toISOString())),
    keeping: request.tenant,
    isEnough: (entries) => {
      for (const { app } of entries) if (app !== undefined) missing.delete(app);
      return missing.size === 0;
    },
  });
  if (!found.ok) return logs;
  const creations = found.value.entries.filter(({ app }) => app !== undefined && wanted.has(app));
  const entries = sortedOnce([...logs.value.entries, ...creations]);
  return { ok: true, value: { ...logs.value, entries } };
}

/** Third-party apps without a creation, and since when (ISO 8601) it is looked for. */
function wantedSince(
  { knownApps, logs }: ReadRequest,
  apps: readonly App[],
  { entries }: LogReading,
  lastRead: string,
): Map<string, string> {
  const told = new Set(entries.flatMap(({ app, creation }) => (creation && app ? [app] : [])));
  const awaited = new Map(logs.memory.awaited.map(({ app, since }) => [app, since]));
  const wanted = new Map<string, string>();
  for (const app of apps) {
    if (!isThirdParty(app) || told.has(app.id)) continue;
    const since = awaited.get(app.id);
    if (since !== undefined) wanted.set(app.id, since);
    else if (!knownApps.has(app.id)) wanted.set(app.id, app.createdAt ?? lastRead);
  }
  return wanted;
}

/** One by one: 100,000 apps are too many arguments for one call. */
function earliest(moments: Iterable<string>, limit: string): string {
  let first = limit;
  for (const at of moments) if (at < first) first = at;
  return first;
}
