import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Action } from '../../functions/core/action.ts';
import type { HistoryEvent } from '../../functions/core/history.ts';
import { app, type SampleParts } from '../../functions/core/sample.ts';
import {
  countWrites,
  crashingClient,
  CrashError,
  stopsIn,
  type CrashPoint,
} from '../adapters/crash.ts';
import { logs } from '../core/attribute-samples.ts';
import { decideIn } from './decisions.ts';
import { createWorld, readAs, type World } from './world.ts';
import { isThorough } from '../thorough.ts';

/** Whoever decides is cut off after any single write: the next run makes whole what took effect, and only that. */

let world: World;

beforeAll(async () => {
  world = await createWorld();
});

afterAll(() => world.close());

const day1 = '2026-11-01T09:00:00.000Z';
const day2 = '2026-11-02T09:00:00.000Z';
/** Before anybody is reminded. */
const later = '2026-11-02T11:00:00.000Z';
const overTheLease = 61_000;
const callbacks = ['https://partner.example/a'];
const before = { apps: [app({ id: 'p', callbacks })] };
const after = {
  apps: [
    app({ id: 'p', callbacks: [...callbacks, 'https://partner.example/b'] }),
    app({ id: 'q', securityMode: 'permissive' }),
  ],
};

function run(id: string, now: string, parts: SampleParts, ahead = 0) {
  return world.run(now, { collect: readAs(parts, logs()), tenant: { id }, later: ahead });
}

const by = 'Ana';
const owner = 'web';
const until = '2026-12-01T23:59:59.999Z';
const pattern: Action = {
  kind: 'suppress',
  rule: 'app-permissive',
  subject: '*',
  by,
  owner,
  reason: 'x',
  until,
};

interface Case {
  /** What somebody decided before. */
  readonly first?: (id: string) => Action;
  readonly action: (id: string, made: string) => Action;
  /** The finding it is about, and how it stands once the next run is over. */
  readonly of: readonly [rule: string, subject: string, status: string];
  /** What people may have been told once it took effect; nothing, where it is not set. */
  readonly told?: readonly (readonly string[])[];
  readonly deed: HistoryEvent['what'];
  /** Where the history says who did it. */
  readonly history: (made: string) => readonly [rule: string, subject: string];
}

const q = (id: string) => `${id}/app-permissive/q`;
const ofQ = (): [string, string] => ['app-permissive', 'q'];
const ofSuppression = (made: string): [string, string] => ['suppression', made];

const silence = [[]];

function heardBy(words: string): string[] {
  return ['slack:WEBHOOK', 'terminal'].map((channel) => `${channel} ${words}`);
}

const cases: Readonly<Record<string, Case>> = {
  acknowledge: {
    deed: 'acknowledged',
    action: (id) => ({ kind: 'acknowledge', finding: q(id), by }),
    of: ['app-permissive', 'q', 'acknowledged'],
    history: ofQ,
  },
  accept: {
    deed: 'accepted',
    action: (id) => ({ kind: 'accept', finding: q(id), by, owner, reason: 'x' }),
    of: ['app-permissive', 'q', 'accepted'],
    history: ofQ,
  },
  'accept as the new baseline': {
    deed: 'accepted',
    action: (id) => ({ kind: 'accept', finding: `${id}/app-widened/p`, by, owner, reason: 'x' }),
    of: ['app-widened', 'p', 'resolved'],
    // Cut off between the two, it is over all the same; the run that sees it over cannot know why.
    told: [[], heardBy('resolved app-widened p')],
    history: () => ['app-widened', 'p'],
  },
  'suppress a pattern': {
    deed: 'suppressed',
    action: () => pattern,
    of: ['app-permissive', 'q', 'suppressed'],
    history: ofSuppression,
  },
  'unsuppress a pattern': {
    deed: 'unsuppressed',
    first: () => pattern,
    action: (_id, made) => ({ kind: 'unsuppress', suppression: made, by, reason: 'x' }),
    of: ['app-permissive', 'q', 'open'],
    told: [heardBy('suppression-ended app-permissive q')],
    history: ofSuppression,
  },
  'unsuppress a finding': {
    deed: 'unsuppressed',
    first: (id) => ({ kind: 'suppress', finding: q(id), by, owner, reason: 'x', until }),
    action: (id) => ({ kind: 'unsuppress', finding: q(id), by, reason: 'x' }),
    of: ['app-permissive', 'q', 'open'],
    told: [heardBy('suppression-ended app-permissive q')],
    history: ofQ,
  },
};

/** Up to the decision; gives the id of the suppression that was made. */
async function lead(id: string, { first }: Case): Promise<string> {
  await run(id, day1, before);
  await run(id, day2, after);
  const reply = first && (await decideIn(world, day2, first(id), { tenant: { id } }));
  return reply?.suppression?.id ?? '';
}

async function statusIn(id: string, rule: string, subject: string): Promise<string | undefined> {
  const findings = await world.store.findings(id);
  return findings.find((one) => one.key === `${id}/${rule}/${subject}`)?.status;
}

function toldSince(): string[] {
  return [world.slack, world.terminal].flatMap((channel) => {
    const words = channel.told().map((word) => `${channel.id} ${word}`);
    channel.accepted.length = 0;
    return words;
  });
}

function isCrash(error: unknown): boolean {
  return error instanceof CrashError || (error instanceof Error && isCrash(error.cause));
}

const points: readonly CrashPoint[] = ['before', 'after'];
const tried = Object.keys(cases).flatMap((name) => points.map((point) => [name, point] as const));

test.each(tried)(
  '%s, and a crash %s any single write',
  async (name, point) => {
    const one = cases[name] as Case;
    const [rule, subject, status] = one.of;
    const whole = `whole-${point}-${name.replaceAll(' ', '-')}`;
    const made = await lead(whole, one);
    const counting = countWrites(world.client);
    const done = await decideIn(world, later, one.action(whole, made), {
      tenant: { id: whole },
      client: counting.client,
    });
    const madeNow = made || (done.suppression?.id ?? '');
    expect(counting.count()).toBeGreaterThan(2);

    const seen = new Set<string>();
    for (const n of stopsIn(counting.count(), point)) {
      const id = `${whole}-${n}`;
      await lead(id, one);
      const undecided = await statusIn(id, rule, subject);
      toldSince();
      const crash = decideIn(world, later, one.action(id, made), {
        tenant: { id },
        client: crashingClient(world.client, n, point),
      });
      await expect(crash, `write ${n}`).rejects.toSatisfy(isCrash);
      await run(id, later, after, overTheLease);
      const told = toldSince();
      const now = await statusIn(id, rule, subject);
      const isDone = now === status;
      const [inRule, of] = one.history(madeNow);
      const past = await world.store.history(id, inRule, of);
      const heard = [...new Set(told.map((word) => word.replace(/ \d+$/, '')))].sort();
      expect([undecided, status], `after write ${n}`).toContain(now);
      expect(isDone ? (one.told ?? silence) : silence, `after write ${n}`).toContainEqual(heard);
      expect(past.some((event) => event.what === one.deed) || !isDone, `after write ${n}`).toBe(
        true,
      );
      seen.add(String(now));
    }
    expect(seen.size).toBeGreaterThanOrEqual(isThorough ? 2 : 1);
  },
  120_000,
);
