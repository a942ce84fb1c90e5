import type { LogEntry } from './log-entry.ts';
import type { Caller } from './log-memory.ts';
import { newestFirst } from './newest.ts';

/** A caller that has not relied on the default for so long is no longer reported. */
export const callerDays = 90;

const mostCallers = 100;
const mostApps = 20;

type Made = Caller['apps'][number];

/**
 * Callers that leave the mode of what they create to the tenant, least recent last. After them, as far as there is room,
 * those that stated it: an entry of theirs that comes late and does not is then known to be older.
 */
export function rememberCallers(
  before: readonly Caller[],
  entries: readonly LogEntry[],
  now: Date,
): Caller[] {
  const oldest = now.getTime() - callerDays * 86_400_000;
  const isRecent = (at: string | null | undefined) => Date.parse(at ?? '') >= oldest;
  const callers = eachOnce(before);
  const told = entries.filter((entry) => isOfCaller(entry) && isRecent(entry.at));
  for (const [id, ofCaller] of Map.groupBy(told, callerOf)) {
    const caller = withCreations(callers.get(id), ofCaller);
    if (caller) callers.set(id, caller);
  }
  return [...callers.values()]
    .map((caller) => (isRecent(caller.apps[0]?.at) ? caller : withoutCreations(caller)))
    .filter(({ apps, stated }) => apps.length > 0 || isRecent(stated))
    .sort(relyingFirst)
    .slice(0, mostCallers);
}

/** By id. One person is two callers where it was remembered under its name and under a hash of it. */
function eachOnce(before: readonly Caller[]): Map<string, Caller> {
  const callers = new Map<string, Caller>();
  for (const caller of before.toSorted(relyingFirst)) {
    const same = callers.get(caller.id);
    callers.set(caller.id, same ? joined(same, caller) : caller);
  }
  return callers;
}

function joined(recent: Caller, old: Caller): Caller {
  const { apps, more } = listed(recent.apps, old.apps);
  const stated = latest([recent.stated, old.stated]);
  return { ...recent, apps, more: recent.more + old.more + more, stated };
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
  const stated = newestStated(before?.stated ?? null, entries);
  const [first] = entries;
  if (!first || (apps.length === 0 && stated === null)) return null;
  const told = unstated.find(({ id }) => id === apps[0]?.logId);
  const known = told ? detailsOf(told) : (before ?? { ...detailsOf(first), ...nobody });
  return { ...before, ...known, apps, more: (before?.more ?? 0) + more, stated };
}

/** No more than is needed is kept of one that is not reported. */
const nobody = { name: null, ip: null, userAgent: null, tool: null };

function withoutCreations(caller: Caller): Caller {
  return { ...caller, ...nobody, apps: [], more: 0 };
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
  return latest([before, ...stating.map(({ at }) => at)]);
}

function latest(moments: readonly (string | null)[]): string | null {
  const times = moments.filter((at) => at !== null);
  return times.sort((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null;
}

function relyingFirst(a: Caller, b: Caller): number {
  const relying = ({ apps }: Caller) => Math.min(apps.length, 1);
  return relying(b) - relying(a) || newestFirst(newestOf(a), newestOf(b));
}

function newestOf({ id, apps: [newest], stated }: Caller) {
  return { at: newest?.at ?? stated ?? '', id };
}

function dated({ at, logId }: Made) {
  return { at, id: logId };
}
