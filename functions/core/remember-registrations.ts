import type { LogEntry } from './log-entry.ts';
import type { Registration } from './log-memory.ts';
import { newestFirst } from './newest.ts';
import { compareText } from './order.ts';
import { registration, registrationOf, traitsOf } from './registration.ts';
import type { App } from './snapshot.ts';

/**
 * Forty times what is a burst of any kind by default. Compressed, one takes 50 bytes of the store and 240 when a stranger
 * chose it to be long (measured): together 100 KB, and at worst 480, which the store cuts to half of them.
 */
export const mostRegistrations = 2000;

/** An hour longer than a burst is reported, so that a run that comes late still counts to the end. */
const keptMs = 25 * 3600_000;

export interface Registered {
  readonly entries: readonly LogEntry[];
  /** The whole listing, or empty when it could not be read. */
  readonly apps: readonly App[];
  readonly isNew: (app: App) => boolean;
  /** ISO 8601, when the read began. */
  readonly takenAt: string;
  readonly now: Date;
}

/** Registrations of the last 25 hours, newest first. */
export function rememberRegistrations(
  before: readonly Registration[],
  read: Registered,
): Registration[] {
  const isKept = ({ at }: Registration) => Math.abs(read.now.getTime() - Date.parse(at)) <= keptMs;
  // What is forgotten by this read is as unknown to it as it will be when the same is read again.
  const known = new Map(before.filter(isKept).map((one) => [one.app, one]));
  for (const one of [...inLogs(read), ...firstSeen(read)]) {
    const same = known.get(one.app);
    known.set(one.app, same ? merged(same, one) : one);
  }
  return [...known.values()]
    .filter(isKept)
    .sort((a, b) => newestFirst(dated(a), dated(b)))
    .slice(0, mostRegistrations);
}

function inLogs({ entries, apps }: Registered): Registration[] {
  const registered = entries.filter(isDynamic);
  const ids = new Set(registered.map(({ app }) => app));
  const listed = new Map(apps.filter(({ id }) => ids.has(id)).map((app) => [app.id, app]));
  return registered.flatMap(({ app: id, at, appName, creation, actor }) => {
    const app = id === undefined ? undefined : listed.get(id);
    if (id === undefined || app?.origin === 'cimd') return [];
    const callbacks = creation?.callbacks.length ? creation.callbacks : (app?.callbacks ?? []);
    const name = appName ?? app?.name ?? '';
    const found = registration(id, at, name, callbacks, app ? traitsOf(app) : '');
    return actor.ip === null ? [found] : [{ ...found, ip: actor.ip }];
  });
}

/** Registration by somebody signed in to the Management API is a metadata document's, and no stranger's. */
function isDynamic({ operation, actor }: LogEntry): boolean {
  return operation === 'app-registered' && actor.channel === 'dcr';
}

/** Apps that do not say when they were created; those that do need no memory. */
function firstSeen({ apps, isNew, takenAt }: Registered): Registration[] {
  return apps
    .filter((app) => app.origin === 'dcr' && app.createdAt === undefined && isNew(app))
    .sort((a, b) => compareText(b.id, a.id))
    .slice(0, mostRegistrations)
    .map((app) => ({ ...registrationOf(app, takenAt), undated: true }));
}

/** The time a log entry told beats the time it was first seen, and the earlier one any other. */
function merged(a: Registration, b: Registration): Registration {
  const { at, undated } = [a, b].sort(surestFirst)[0] ?? a;
  const { app, name, hosts, traits } = a.traits === '' ? b : a;
  const ip = a.ip ?? b.ip;
  return {
    app,
    at,
    name,
    hosts,
    traits,
    ...(ip !== undefined && { ip }),
    ...(undated && { undated }),
  };
}

function surestFirst(a: Registration, b: Registration): number {
  return Number(a.undated ?? 0) - Number(b.undated ?? 0) || newestFirst(dated(b), dated(a));
}

function dated({ at, app }: Registration) {
  return { at, id: app };
}
