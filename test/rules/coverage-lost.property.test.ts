import { expect, test } from 'vitest';
import { emptyBaseline, type Baseline } from '../../functions/core/baseline.ts';
import { accept } from '../../functions/core/decide-accept.ts';
import { suppressOne, unsuppressOne } from '../../functions/core/decide-one.ts';
import type { Deciding } from '../../functions/core/deciding.ts';
import { evaluate } from '../../functions/core/evaluate.ts';
import { findingKey, type Announcement } from '../../functions/core/finding.ts';
import { rowKey, type FindingRow, type Words } from '../../functions/core/ports.ts';
import { quietSections } from '../../functions/core/quiet-sections.ts';
import { rebase } from '../../functions/core/rebase.ts';
import { reconcile } from '../../functions/core/reconcile.ts';
import { quietMonitor } from '../../functions/core/rule.ts';
import { coveredSince, judgedOf, sample, type Unread } from '../../functions/core/sample.ts';
import type { Cause, SectionName } from '../../functions/core/snapshot.ts';
import type { Suppression } from '../../functions/core/suppression.ts';
import rule from '../../functions/rules/coverage-lost.ts';
import { randomOf, type Random } from '../faults/random.ts';
import { casesOf } from '../thorough.ts';

const lives = casesOf(500);
const runs = 12;
const names = ['grants', 'apis', 'logs'] as const satisfies readonly SectionName[];
const causes = [
  'scope',
  'refused',
  'unavailable',
  'credentials',
  'rate-limit',
  'inconsistent',
  'time',
] as const satisfies readonly Cause[];
const mayPass: ReadonlySet<Cause> = new Set(['rate-limit', 'unavailable', 'inconsistent']);
const hourMs = 3_600_000;
const start = Date.UTC(2026, 10, 2);
const since = '2026-11-01T00:00:00.000Z';

/** What people hear that says a section is lost; a reminder only repeats it. */
const news: ReadonlySet<Announcement> = new Set(['opened', 'reopened', 'suppression-ended']);

/** What has happened to a section since it was last read. */
interface Loss {
  readonly failures: number;
  readonly isLost: boolean;
  readonly isTold: boolean;
}

const whole: Loss = { failures: 0, isLost: false, isTold: false };

/** A tenant, what is stored of it, and what its people have heard. */
interface World {
  now: Date;
  baseline: Baseline;
  unread: Unread;
  suppressions: Suppression[];
  readonly rows: Map<string, FindingRow>;
  readonly words: Map<string, Words>;
  readonly losses: Map<SectionName, Loss>;
  /** What the finding of a section named when somebody accepted it, and has not been read since. */
  readonly accepted: Map<SectionName, readonly string[]>;
  readonly story: unknown[];
}

function newWorld(): World {
  return {
    now: new Date(start),
    baseline: { ...emptyBaseline, coverage: coveredSince(since) },
    unread: {},
    suppressions: [],
    rows: new Map(),
    words: new Map(),
    losses: new Map(names.map((name) => [name, whole])),
    accepted: new Map(),
    story: [],
  };
}

const print = (value: unknown) => JSON.stringify(value);
const living = {
  hearing: { channelsFor: () => ['slack'], ownerChannels: () => [], secondRoutes: () => [] },
  print,
  digest: print,
};

function rowOf({ rows }: World, name: SectionName): FindingRow | undefined {
  return rows.get(rowKey(rule.id, name));
}

function lossOf({ losses }: World, name: SectionName): Loss {
  return losses.get(name) ?? whole;
}

/** What the sections do next: most go on as they did, and some fall together. */
function fate(world: World, random: Random): void {
  if (random.chance(0.15)) {
    const cause = random.pick(causes);
    world.unread = Object.fromEntries(names.map((name) => [name, cause]));
  }
  if (random.chance(0.1)) world.unread = {};
  for (const name of names) {
    if (!random.chance(0.25)) continue;
    const { [name]: _then, ...others } = world.unread;
    world.unread = random.chance(0.4) ? others : { ...others, [name]: random.pick(causes) };
  }
}

function run(world: World): void {
  const { now, unread, suppressions, rows, words } = world;
  const given = sample({ unread });
  const coverage = world.baseline.coverage;
  const quiet = quietSections({ findings: rows, coverage, suppressions, now, digest: print });
  const takenAt = now.toISOString();
  const snapshot = { version: 1, tenant: 't', takenAt, sections: given.sections } as const;
  const toggle = { state: 'unknown', basis: 'unknown', asOf: null } as const;
  world.baseline = rebase(world.baseline, snapshot, toggle);
  const monitor = { ...quietMonitor, quiet };
  const judged = { ...judgedOf(given), baseline: world.baseline, monitor, now };
  const after = reconcile({
    ...living,
    rules: [rule],
    verdicts: evaluate([rule], judged),
    known: rows,
    adopted: [rule.id],
    severityOf: () => 'high',
    suppressions,
    deletedApps: new Set(),
    now,
  });
  for (const name of names) failed(world, name);
  for (const [key, observation] of after.words) words.set(key, observation);
  hear(world, after.rows);
}

/** Counts a failure to read the section, in words of this test's own. */
function failed(world: World, name: SectionName): void {
  const cause = world.unread[name];
  const before = lossOf(world, name);
  if (!cause) {
    world.losses.set(name, whole);
    for (const [subject, all] of world.accepted) {
      const left = all.filter((one) => one !== name);
      world.accepted.set(subject, left);
    }
  }
  if (!cause || cause === 'time') return;
  const failures = before.failures + 1;
  const isLost = before.isLost || !mayPass.has(cause) || failures > 1;
  world.losses.set(name, { ...before, failures, isLost });
}

/** People hear what the rows owe them, which is then no longer owed. */
function hear(world: World, changed: ReadonlyMap<string, FindingRow>): void {
  for (const [key, row] of changed) {
    const { owed = [], ...life } = row.life;
    world.rows.set(key, { ...row, life });
    if (!owed.some(({ kind }) => news.has(kind))) continue;
    const named = sectionsOf(world, row.subject);
    world.story.push({ heard: named });
    for (const name of names) {
      if (!named.includes(name)) continue;
      world.losses.set(name, { ...lossOf(world, name), isTold: true });
    }
  }
}

function sectionsOf({ words }: World, subject: string): string[] {
  const sections = words.get(rowKey(rule.id, subject))?.evidence['sections'];
  return Array.isArray(sections) ? sections.map(String) : [];
}

/** Somebody decides something, as far as it can be decided. */
function decide(world: World, random: Random): void {
  const name = random.pick(names);
  const { now } = world;
  const until = new Date(now.getTime() + (1 + random.int(7)) * hourMs).toISOString();
  const said = { by: 'Kim', owner: 'Team A', reason: 'known' };
  const finding = findingKey('t', rule.id, name);
  const row = rowOf(world, name);
  const deciding = decidingOf(world);
  const deed = random.pick(['mute', 'mute', 'accept', 'pattern', 'unmute']);
  world.story.push({ deed, name, until });
  if (deed === 'pattern') {
    const at = now.toISOString();
    const subject = random.pick([name, '*']);
    world.suppressions.push({ id: `s-${at}`, rule: rule.id, subject, ...said, at, until });
  } else if (deed === 'unmute' && isMuted(row)) {
    hear(world, unsuppressOne(deciding, { kind: 'unsuppress', finding, ...said }).rows);
  } else if (deed === 'mute' && isUndecided(row)) {
    hear(world, suppressOne(deciding, { kind: 'suppress', finding, ...said, until }).rows);
  } else if (deed === 'accept' && isUndecided(row)) {
    const { baseline, words } = world;
    const stored = { baseline, words: words.get(rowKey(rule.id, name)), rule };
    const accepting = { ...stored, appRow: undefined, app: undefined, grants: null };
    hear(world, accept(deciding, { kind: 'accept', finding, ...said }, accepting).rows);
    world.accepted.set(name, sectionsOf(world, name));
  }
}

function isUndecided(row: FindingRow | undefined): boolean {
  return row?.life.status === 'open' || row?.life.status === 'suppressed';
}

function isMuted(row: FindingRow | undefined): boolean {
  const decision = row?.life.decision;
  return row?.life.status === 'suppressed' && decision?.suppression === undefined;
}

function decidingOf({ now, rows, suppressions }: World): Deciding {
  const tenant = { id: 't' };
  return { ...living, tenant, ruleIds: [rule.id], findings: rows, made: [], suppressions, now };
}

/** Whether somebody decided that people are not to hear of the section, now that it is lost. */
function isDecided(world: World, name: SectionName): boolean {
  const life = rowOf(world, name)?.life;
  const { until } = life?.decision ?? {};
  if (life?.status === 'accepted') return true;
  if (life?.status === 'suppressed')
    return until !== undefined && Date.parse(until) > world.now.getTime();
  return names.some(
    (other) =>
      rowOf(world, other)?.life.status === 'accepted' && world.accepted.get(other)?.includes(name),
  );
}

function problemsOf(world: World): string[] {
  return names.flatMap((name) => {
    const { isLost, isTold } = lossOf(world, name);
    const cause = world.unread[name];
    const status = rowOf(world, name)?.life.status ?? 'resolved';
    const found: string[] = [];
    if (isLost && cause !== 'time' && !isTold && !isDecided(world, name)) {
      found.push(`${name} is lost, and nobody was told`);
    }
    if (!cause && status !== 'resolved') found.push(`${name} is read, and still ${status}`);
    return found;
  });
}

/** A run, and what must not be so after it. */
function step(world: World): string[] {
  world.story.push(world.unread);
  const stood = names.filter((name) => world.unread[name] && isStanding(world, name));
  run(world);
  const ended = stood.filter((name) => !isStanding(world, name));
  return [...ended.map((name) => `${name} is over while it is lost`), ...problemsOf(world)];
}

test('whatever fails and whatever is decided, people are told of each section that is lost', () => {
  for (let seed = 0; seed < lives; seed += 1) {
    const random = randomOf(seed);
    const world = newWorld();
    const problems: string[] = [];
    for (let hour = 0; hour < runs && problems.length === 0; hour += 1) {
      world.now = new Date(start + hour * hourMs);
      fate(world, random);
      problems.push(...step(world));
      world.now = new Date(start + (hour + 0.5) * hourMs);
      if (random.chance(0.4)) decide(world, random);
    }
    const story = problems.length > 0 && JSON.stringify(world.story);
    expect(problems, `life ${seed}: ${story}`).toEqual([]);
  }
});

function isStanding(world: World, name: SectionName): boolean {
  return (rowOf(world, name)?.life.status ?? 'resolved') !== 'resolved';
}
