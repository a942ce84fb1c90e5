import { likenessOf } from './likeness.ts';
import type { Registration } from './log-memory.ts';
import { newestFirst } from './newest.ts';
import { compareText } from './order.ts';
import { quoted } from './quoted.ts';
import { registrationOf } from './registration.ts';
import type { App } from './snapshot.ts';

const hourMs = 3600_000;
const dayMs = 24 * hourMs;

const shownWords = 5;
const shownApps = 10;

/** Registrations that are alike, oldest first. */
export interface Cluster {
  /** Stable between runs, and harmless to show. */
  readonly subject: string;
  readonly registrations: readonly Registration[];
  /** The most of them within any hour. */
  readonly withinAnHour: number;
}

/**
 * What was registered dynamically within the last 24 hours, oldest first: apps that say when they were created, and
 * those remembered. What the app itself says is taken, while it is there to say it.
 */
export function registeredLately(
  apps: readonly App[],
  remembered: readonly Registration[],
  now: Date,
): Registration[] {
  const found = new Map(remembered.map((one) => [one.app, one]));
  for (const app of apps) {
    const known = found.get(app.id);
    if (known) found.set(app.id, inItsWords(app, known));
    else if (app.origin === 'dcr' && app.createdAt !== undefined && isLate(app.createdAt, now))
      found.set(app.id, registrationOf(app, app.createdAt));
  }
  return [...found.values()]
    .filter(({ at }) => isLate(at, now))
    .sort((a, b) => newestFirst(dated(b), dated(a)));
}

/** Clusters, the largest first. */
export function clustersOf(registrations: readonly Registration[]): Cluster[] {
  const bySubject = Map.groupBy(registrations, likenessOf);
  return [...bySubject]
    .map(([subject, alike]) => ({
      subject,
      registrations: alike,
      withinAnHour: mostWithinAnHour(alike),
    }))
    .sort(
      (a, b) =>
        b.registrations.length - a.registrations.length || compareText(a.subject, b.subject),
    );
}

/** Such as `20 look-alike apps were registered dynamically within 24 hours, 16 of them within one: "Gift" and others`. */
export function burstInWords(what: string, registrations: readonly Registration[]): string {
  const [{ name } = { name: '' }] = registrations;
  const names = new Set(registrations.map((one) => one.name)).size;
  const which = name.trim() === '' ? 'the first without a name' : quoted(name);
  const others = names > 1 ? ' and others' : '';
  const fast = mostWithinAnHour(registrations);
  return `${registrations.length} ${what} were registered dynamically within 24 hours, ${fast} of them within one: ${which}${others}`;
}

/** What shows a burst, for people. */
export function burstFacts(registrations: readonly Registration[]): Record<string, unknown> {
  const undated = registrations.filter((one) => one.undated).length;
  return {
    count: registrations.length,
    withinAnHour: mostWithinAnHour(registrations),
    first: registrations[0]?.at ?? null,
    last: registrations.at(-1)?.at ?? null,
    names: some(
      registrations.map(({ name }) => name),
      shownWords,
    ),
    hosts: some(
      registrations.flatMap(({ hosts }) => hosts),
      shownWords,
    ),
    ips: some(
      registrations.flatMap(({ ip }) => ip ?? []),
      shownWords,
    ),
    apps: some(
      registrations.map(({ app }) => app),
      shownApps,
    ),
    ...(undated > 0 && { countedWhenFirstSeen: undated }),
  };
}

/** The most in any hour; times have to be in order. */
function mostWithinAnHour(registrations: readonly Registration[]): number {
  const times = registrations.map(timeOf);
  let most = 0;
  let start = 0;
  for (const [end, time] of times.entries()) {
    while (time - (times[start] ?? time) > hourMs) start += 1;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

function inItsWords(app: App, known: Registration): Registration {
  const { ip } = known;
  const told = registrationOf(app, app.createdAt ?? known.at);
  const undated = app.createdAt === undefined && known.undated;
  return { ...told, ...(ip !== undefined && { ip }), ...(undated && { undated }) };
}

/** Within a day of now on either side: the clocks of Auth0 and of this machine differ. */
function isLate(at: string, now: Date): boolean {
  return Math.abs(now.getTime() - Date.parse(at)) < dayMs;
}

function timeOf({ at }: Registration): number {
  return Date.parse(at);
}

function dated({ at, app }: Registration) {
  return { at, id: app };
}

function some(all: readonly string[], count: number): string[] {
  return [...new Set(all)].slice(0, count);
}
