import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCollect } from '../../functions/adapters/auth0/collect.ts';
import { sectionNames, type Cause, type SectionName } from '../../functions/core/snapshot.ts';
import { lastReadOf } from '../../functions/jobs/last-read.ts';
import { createWorld, partner, readAs, type RunOptions, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createWorld({ apps: [partner('old')] });
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
