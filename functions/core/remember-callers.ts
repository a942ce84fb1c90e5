import type { LogEntry } from './log-entry.ts';
import type { Caller } from './log-memory.ts';
import { newestFirst } from './newest.ts';

/** A caller that has not relied on the default for so long is forgotten, and no longer reported. */
export const callerDays = 90;

const mostCallers = 100;
const mostApps = 20;

type Made = Caller['apps'][number];

/** Callers that leave the mode of what they create to the tenant, least recent last. */
export function rememberCallers(
  before: readonly Caller[],
  entries: readonly LogEntry[],
  now: Date,
): Caller[] {
  const callers = new Map(before.map((caller) => [caller.id, caller]));
  for (const [id, ofCaller] of Map.groupBy(entries.filter(isOfCaller), callerOf)) {
    const caller = withCreations(callers.get(id), ofCaller);
    if (caller) callers.set(id, caller);
  }
  const oldest = now.getTime() - callerDays * 86_400_000;
  return [...callers.values()]
    .filter(({ apps: [newest] }) => newest && Date.parse(newest.at) >= oldest)
    .sort((a, b) => newestFirst(newestOf(a), newestOf(b)))
    .slice(0, mostCallers);
}

/** Whether the entry is of somebody who creates third-party apps, and whom one could talk to. */
function isOfCaller({ operation, creation, actor }: LogEntry): boolean {
  if (operation !== 'app-created' || creation?.firstParty !== false) return false;
  return actor.id !== null && (actor.kind === 'user' || actor.kind === 'app');
}

function callerOf({ actor }: LogEntry): string {
  return actor.id ?? '';
}

function withCreations(before: Caller | undefined, entries: readonly LogEntry[]): Caller | null {
  const unstated = entries.filter(({ creation }) => creation?.asked === 'unstated');
  const { apps, more } = listed(before?.apps ?? [], unstated.map(madeBy));
  const [newest] = apps;
  if (!newest) return null;
  const told = unstated.find(({ id }) => id === newest.logId);
  const known = told ? detailsOf(told) : before;
  if (!known) return null;
  const stated = newestStated(before?.stated ?? null, entries);
  return { ...before, ...known, apps, more: (before?.more ?? 0) + more, stated };
}

/**
 * The newest creations, and how many fell off the end of a full list by these. What fell off is older than all that is
 * listed, and so is known as counted when it is read again; that is why no older one is counted either.
 */
function listed(before: readonly Made[], found: readonly Made[]): { apps: Made[]; more: number } {
  const end = before.length >= mostApps ? before.at(-1) : undefined;
  const known = new Set(before.flatMap(({ id, logId }) => [id, logId]));
  const added = found.filter(
    (made) =>
      !known.has(made.logId) &&
      !known.has(made.id) &&
      !(end && newestFirst(dated(end), dated(made)) < 0),
  );
  const all = [...before, ...added].sort((a, b) => newestFirst(dated(a), dated(b)));
  return { apps: all.slice(0, mostApps), more: Math.max(0, all.length - mostApps) };
}

function madeBy({ id, at, app, appName, creation }: LogEntry): Made {
  // Where the answer was not logged, the entry stands for the app.
  return {
    id: app ?? id,
    name: appName ?? '',
    at,
    mode: creation?.answered ?? 'unknown',
    logId: id,
  };
}

function detailsOf({ actor }: LogEntry) {
  const { name, ip, userAgent, tool } = actor;
  const kind: Caller['kind'] = actor.kind === 'user' ? 'user' : 'app';
  return { id: actor.id ?? '', kind, name, ip, userAgent, tool };
}

function newestStated(before: string | null, entries: readonly LogEntry[]): string | null {
  const stating = entries.filter(
    ({ creation }) => creation?.asked === 'strict' || creation?.asked === 'permissive',
  );
  const times = [before, ...stating.map(({ at }) => at)].filter((at) => at !== null);
  return times.sort((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null;
}

function newestOf({ id, apps: [newest] }: Caller) {
  return { at: newest?.at ?? '', id };
}

function dated({ at, logId }: Made) {
  return { at, id: logId };
}
