import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCollect } from '../../functions/adapters/auth0/collect.ts';
import type { Action } from '../../functions/core/action.ts';
import { sample, type Unread } from '../../functions/core/sample.ts';
import { sectionNames, type Cause, type SectionName } from '../../functions/core/snapshot.ts';
import type { Suppression } from '../../functions/core/suppression.ts';
import { changeOf } from '../../functions/jobs/attend.ts';
import { decide } from '../../functions/jobs/decide.ts';
import { lastReadOf } from '../../functions/jobs/last-read.ts';
import { rules } from '../../functions/rules/index.ts';
import { createFastWorld, partner, readAs, type RunOptions, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createFastWorld({ apps: [partner('old')] });
  await world.run(1);
});

afterEach(() => world.close());

/** The credential no longer works; the secret is synthetic. */
function dead(): RunOptions {
  const credentials = { clientId: world.tenant.clientId, clientSecret: 'synthetic-and-wrong' };
  return { collect: createCollect(async () => credentials) };
}

/** A run that could not read these sections, for a cause that a simulated tenant takes long to show. */
function unread(cause: Cause, names: readonly SectionName[] = sectionNames): RunOptions {
  const because = Object.fromEntries(names.map((name) => [name, cause]));
  const logs = { ok: false, cause, reason: `not readable (${cause})` } as const;
  return { collect: readAs({ unread: because }, logs) };
}

function loseScope(scope: string): void {
  world.tenant.revokeScope(scope);
  world.tenant.expireTokens();
}

/** Without what the values of `readAs` themselves differ in from the simulated tenant. */
function alerts(): string[] {
  return world.slack.told().filter((one) => one.includes(' coverage-lost '));
}

async function finding(subject: string) {
  const all = await world.store.findings('acme');
  return all.find((one) => one.rule === 'coverage-lost' && one.subject === subject);
}

async function statusOf(subject: string): Promise<[string, number] | null> {
  const found = await finding(subject);
  return found ? [found.status, found.transition] : null;
}

describe('a dead credential', () => {
  test('is one alert in one message, which names all that cannot be read', async () => {
    await world.run(2, dead());
    expect(world.slack.told()).toEqual(['opened coverage-lost apps 1']);
    expect(world.slack.accepted).toHaveLength(2);
    expect(world.slack.accepted[1]).toMatchObject({ rest: null, adoption: null });
    const found = await finding('apps');
    expect(found?.evidence).toMatchObject({ cause: 'credentials', sections: sectionNames });
    expect(found?.message).toMatch(
      /^apps, settings, grants, apis, connections, login, pipeline, logs can no longer be read \(/,
    );
    await world.run(3, dead());
    expect(world.slack.accepted).toHaveLength(3);
    expect(world.slack.told()).toHaveLength(2);
    expect(world.slack.told()[1]).toBe('reminded coverage-lost apps 2');
  });

  test('is told once by the pulse too, with the sections without which a tenant is not read whole', async () => {
    await world.run(2, dead());
    const { reasons } = await lastReadOf(world.store, 'acme');
    expect(reasons).toEqual([expect.stringMatching(/^apps, settings \(.*credentials.*\)$/)]);
  });

  test('that works again is one resolved', async () => {
    await world.run(2, dead());
    await world.run('2026-11-02T10:00:00Z');
    await world.run('2026-11-02T11:00:00Z');
    expect(world.slack.told()).toEqual([
      'opened coverage-lost apps 1',
      'resolved coverage-lost apps 2',
    ]);
    expect(world.slack.accepted).toHaveLength(3);
  });
});

describe('a scope lost for a section, and the credential after it', () => {
  const hour = (at: number) => `2026-11-02T${at}:00:00Z`;

  test('leave the finding of the scope as it was, and tell of the credential', async () => {
    loseScope('read:client_grants');
    await world.run(hour(10));
    const before = await finding('grants');
    expect(before).toMatchObject({ status: 'open', evidence: { cause: 'scope' } });
    await world.run(hour(11), dead());
    await world.run(hour(12), dead());
    expect(await finding('grants')).toEqual(before);
    await world.run(hour(13));
    expect(await statusOf('grants')).toEqual(['open', 1]);
    expect(world.slack.told()).toEqual([
      'opened coverage-lost grants 1',
      'opened coverage-lost apps 1',
      'resolved coverage-lost apps 2',
    ]);
    world.tenant.grantScope('read:client_grants');
    world.tenant.expireTokens();
    await world.run(hour(14));
    expect(world.slack.told()[3]).toBe('resolved coverage-lost grants 2');
  });

  test('even where the section is the first, whose finding is already open', async () => {
    loseScope('read:clients');
    await world.run(hour(10));
    await world.run(hour(11), dead());
    await world.run(hour(12));
    expect(await statusOf('apps')).toEqual(['open', 1]);
    expect(world.slack.told()).toEqual([
      'opened coverage-lost apps 1',
      'opened coverage-lost settings 1',
      'resolved coverage-lost settings 2',
    ]);
  });
});

describe('an outage', () => {
  const hour = (at: number) => `2026-11-02T${at}:00:00Z`;

  test('of two runs is one alert, and its end one more', async () => {
    await world.run(hour(10), unread('unavailable'));
    expect(world.slack.told()).toEqual([]);
    await world.run(hour(11), unread('unavailable'));
    await world.run(hour(12), unread('unavailable'));
    expect(world.slack.told()).toEqual(['opened coverage-lost apps 1']);
    await world.run(hour(13));
    expect(world.slack.told()[1]).toBe('resolved coverage-lost apps 2');
    expect(world.slack.told()).toHaveLength(2);
  });

  test('that takes more sections later is told again, of those', async () => {
    const first = ['apis', 'logs'] as const;
    await world.run(hour(10), unread('unavailable', first));
    await world.run(hour(11), unread('unavailable', first));
    await world.run(hour(12), unread('unavailable'));
    expect(alerts()).toEqual(['opened coverage-lost apis 1']);
    await world.run(hour(13), unread('unavailable'));
    expect(alerts()).toEqual(['opened coverage-lost apis 1', 'opened coverage-lost apps 1']);
    expect(await statusOf('apis')).toEqual(['open', 1]);
  });
});

test('two scopes that were taken away are two causes', async () => {
  loseScope('read:client_grants');
  loseScope('read:prompts');
  await world.run(2);
  expect(world.slack.told()).toEqual([
    'opened coverage-lost grants 1',
    'opened coverage-lost login 1',
  ]);
});

/** A run that could not read these sections, and read the logs. */
function logged(unread: Unread): RunOptions {
  return { collect: readAs({ unread }, sample({}).sections.logs) };
}

describe('a section whose loss was decided about', () => {
  const hour = (at: number) => `2026-11-02T${at}:00:00Z`;
  const said = { by: 'Kim', owner: 'Team A', reason: 'known' };
  const five = ['grants', 'apis', 'connections', 'login', 'pipeline'] as const;

  function refused(names: readonly SectionName[]): RunOptions {
    return logged(Object.fromEntries(names.map((name) => [name, 'refused'])));
  }

  async function decided(now: string, action: Action): Promise<void> {
    const { store, slack, terminal, config: tenant } = world;
    const ports = { store, channels: [terminal, slack], timeLeft: () => Infinity };
    await decide(ports, { tenant, rules, action, now: new Date(now), dryRun: false });
  }

  async function suppressed(pattern: Suppression): Promise<void> {
    const session = await world.store.begin('acme');
    const known = await session.load();
    if (!known.head) throw new Error('Nothing is stored yet.');
    const head = { ...known.head, suppressions: [pattern] };
    await session.save(changeOf(known, head, new Date(pattern.at)));
    await session.end();
  }

  async function named(subject: string): Promise<unknown> {
    return (await finding(subject))?.evidence['sections'];
  }

  test('suppressed by a pattern of a version that let it be, hides no other that fails with it', async () => {
    const pattern = { id: 's-1', rule: 'coverage-lost', subject: 'grants', ...said };
    const until = '2026-12-20T00:00:00.000Z';
    await suppressed({ ...pattern, at: '2026-11-02T09:30:00.000Z', until });
    await world.run(hour(10), refused(five));
    expect(alerts()).toEqual(['opened coverage-lost apis 1']);
    await world.run(hour(11), refused(five));
    expect(alerts()).toEqual(['opened coverage-lost apis 1']);
    expect(await named('apis')).toEqual(['apis', 'connections', 'login', 'pipeline']);
    expect(await statusOf('grants')).toEqual(['suppressed', 0]);
    expect(await named('grants')).toEqual(['grants']);
  });

  test('suppressed by itself, hides no other when it comes back with them', async () => {
    await world.run(hour(10), refused(['grants']));
    const until = '2026-12-20T00:00:00.000Z';
    await decided(hour(11), {
      kind: 'suppress',
      finding: 'acme/coverage-lost/grants',
      ...said,
      until,
    });
    await world.run(hour(12), refused([]));
    await world.run(hour(13), refused(five));
    expect(alerts()).toEqual(['opened coverage-lost grants 1', 'opened coverage-lost apis 1']);
    expect(await named('apis')).toEqual(['apis', 'connections', 'login', 'pipeline']);
  });

  test('suppressed while others are lost with it, is told again at its end', async () => {
    await world.run(hour(10), refused(five));
    const finding = 'acme/coverage-lost/grants';
    await decided(hour(11), { kind: 'suppress', finding, ...said, until: hour(13) });
    for (const at of [12, 13, 14]) await world.run(hour(at), refused(five));
    expect(alerts()).toEqual([
      'opened coverage-lost grants 1',
      'opened coverage-lost apis 1',
      'suppression-ended coverage-lost grants 2',
    ]);
    expect(await named('grants')).toEqual(five);
  });

  test('accepted with others, is not told of again, nor are they: only what is lost later', async () => {
    await world.run(hour(10), refused(five));
    await decided(hour(11), { kind: 'accept', finding: 'acme/coverage-lost/grants', ...said });
    await world.run(hour(12), refused(five));
    expect(alerts()).toEqual(['opened coverage-lost grants 1']);
    await world.run(hour(13), refused(['settings', ...five]));
    expect(alerts()).toEqual(['opened coverage-lost grants 1', 'opened coverage-lost settings 1']);
    expect(await named('settings')).toEqual(['settings']);
    expect(await statusOf('grants')).toEqual(['accepted', 1]);
  });

  test('accepted with one that was read since, leaves that to be told when it is lost again', async () => {
    await world.run(hour(10), refused(['grants', 'apis']));
    await decided(hour(11), { kind: 'accept', finding: 'acme/coverage-lost/grants', ...said });
    await world.run(hour(12), refused(['grants']));
    await world.run(hour(13), refused(['grants', 'apis']));
    expect(alerts()).toEqual(['opened coverage-lost grants 1', 'opened coverage-lost apis 1']);
    expect(await named('apis')).toEqual(['apis']);
  });
});

test('what had failed once when another was refused is told when both fail for one reason', async () => {
  const hour = (at: number) => `2026-11-02T${at}:00:00Z`;
  await world.run(hour(10), logged({ grants: 'refused', pipeline: 'unavailable' }));
  await world.run(hour(11), logged({ grants: 'unavailable', pipeline: 'unavailable' }));
  expect(alerts()).toEqual(['opened coverage-lost grants 1', 'opened coverage-lost pipeline 1']);
});
