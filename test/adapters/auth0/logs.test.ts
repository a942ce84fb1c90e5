import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TenantOptions } from '../../../demo/tenant.ts';
import { failures } from '../../../demo/tenant.ts';
import {
  askedLogs,
  chatter,
  deploy,
  deployer,
  logsOf,
  remembering,
  toldBy,
  watched,
  type Watched,
} from './log-runs.ts';
import { failureOf, idsOf, valueOf, type tenantAt } from './reading.ts';

let world: Watched;
afterEach(() => world.tenant.close());

async function begin(
  options: TenantOptions = {},
  config: Parameters<typeof tenantAt>[1] = {},
): Promise<void> {
  world = await watched(options, config);
}

describe('the first look', () => {
  it('of a tenant without an entry asks once, and the next run asks again', async () => {
    await begin();
    expect(logsOf(await world.run())).toEqual({
      entries: [],
      position: {
        cursor: null,
        newest: null,
        caughtUpAt: '2026-11-01T09:00:00.000Z',
        oldest: null,
        oldestAskedAt: '2026-11-01T09:00:00.000Z',
      },
      gap: null,
    });
    expect(askedLogs(world)).toEqual(['date:-1']);
    world.pass(1);
    expect((await world.run()).calls).toBe(1 + 8);
    deploy(world, 'Partner');
    world.pass(1);
    const reading = await world.run();
    expect(toldBy(reading)).toEqual(['app-created Partner']);
    expect(logsOf(reading).gap).toBeNull();
  });

  it('tells what the logs still have, oldest first, and begins at the newest entry', async () => {
    await begin();
    deploy(world, 'One');
    world.pass(1);
    world.tenant.setSettings({ flags: { enable_dynamic_client_registration: true } }, deployer);
    world.pass(1);
    world.tenant.registerApp({ client_name: 'Bot', redirect_uris: ['https://bot.example/cb'] });
    world.tenant.addLog({ type: 'depnote', description: 'Third-party default mode' });
    chatter(world, 3);
    const reading = await world.run();
    expect(toldBy(reading)).toEqual([
      'app-created One',
      'settings-updated',
      'app-registered Bot',
      'deprecation-notice',
    ]);
    expect(askedLogs(world)).toEqual(['date:-1', 'date:1', 'search 0']);
    const { position } = logsOf(reading);
    expect(position).toMatchObject({
      cursor: world.tenant.state.logs.at(-1)?.log_id,
      newest: '2026-11-01T11:00:00.000Z',
      oldest: '2026-11-01T09:00:00.000Z',
    });
  });

  it('searches no further than Auth0 answers, and says what that leaves out', async () => {
    await begin();
    deploy(world, 'Lost');
    for (let at = 0; at < 1_000; at += 1) {
      world.pass(1 / 60);
      world.tenant.deleteApp(deploy(world, `${at}`), null);
    }
    const { entries, gap } = logsOf(await world.run());
    expect(entries).toHaveLength(1_000);
    expect(askedLogs(world).filter((asked) => asked.startsWith('search'))).toHaveLength(10);
    expect(gap).toMatchObject({ from: '2026-11-01T09:00:00.000Z', to: entries[0]?.at });
  });
});

describe('a run on an unchanged tenant', () => {
  it('costs one request, and one more when it asks for the oldest entry', async () => {
    await begin({ apps: Array.from({ length: 150 }, () => ({})) });
    chatter(world, 1);
    await world.run();
    world.pass(1);
    // The token is kept from the run before.
    expect((await world.run()).calls).toBe(2 + 8);
    expect(askedLogs(world)).toEqual(['follow']);
    for (let passed = 0; passed < 23; passed += 1) {
      world.pass(1);
      chatter(world, 1);
      await world.run();
    }
    expect(askedLogs(world)).toEqual(['date:1', 'follow', 'follow']);
    world.pass(1);
    await world.run();
    expect(askedLogs(world)).toEqual(['follow']);
  });

  it('costs no more where nothing was logged for a day, but for one look at the newest entry', async () => {
    await begin();
    chatter(world, 1);
    world.pass(25);
    await world.run();
    world.pass(1);
    await world.run();
    expect(askedLogs(world)).toEqual(['follow', 'date:-1']);
    for (let passed = 0; passed < 23; passed += 1) {
      world.pass(1);
      await world.run();
    }
    expect(askedLogs(world)).toEqual(['date:1', 'follow']);
  });

  it('a day later asks for both', async () => {
    await begin();
    chatter(world, 1);
    world.pass(25);
    await world.run();
    world.pass(24);
    expect(logsOf(await world.run()).gap).toBeNull();
    expect(askedLogs(world)).toEqual(['date:1', 'follow', 'date:-1']);
  });
});

describe('a later run', () => {
  it('reads on from where the last one ended, to the end', async () => {
    await begin();
    chatter(world, 1);
    await world.run();
    world.pass(1);
    const id = deploy(world, 'Partner');
    chatter(world, 250);
    world.tenant.deleteApp(id, deployer);
    const reading = await world.run();
    expect(toldBy(reading)).toEqual(['app-created Partner', `app-deleted ${id}`]);
    expect(askedLogs(world)).toEqual(['follow', 'follow', 'follow', 'follow']);
    world.pass(1);
    expect(toldBy(await world.run())).toEqual([]);
  });

  it('tells of an entry that comes an hour late, and puts entries in order', async () => {
    await begin();
    chatter(world, 1);
    await world.run();
    world.pass(2);
    const late = '2026-11-01T10:00:00.000Z';
    deploy(world, 'Now');
    await world.run();
    world.pass(1);
    deploy(world, 'Later');
    const raw = world.tenant.state.logs.at(-1);
    world.tenant.addLog({ ...raw, date: late, description: 'Delete a client', details: {} });
    const { entries } = logsOf(await world.run());
    expect(entries.map(({ at, operation }) => [at, operation])).toEqual([
      [late, 'app-deleted'],
      ['2026-11-01T12:00:00.000Z', 'app-created'],
    ]);
  });

  it('is not read without its scope, while everything else is', async () => {
    await begin({ scopes: ['read:clients', 'read:tenant_settings'], apps: [{}] });
    const reading = await world.run();
    expect(failureOf(reading, 'logs')).toEqual({
      cause: 'scope',
      reason: 'missing scope read:logs: add it to the Management API grant of the M2M application',
    });
    expect(idsOf(reading)).toHaveLength(1);
    expect(askedLogs(world)).toEqual([]);
  });

  it('waits where the rate limit is used up', async () => {
    await begin();
    chatter(world, 1);
    await world.run();
    deploy(world, 'Partner');
    world.tenant.setFaults({ match: { path: '/api/v2/logs' }, failure: failures.tooMany() });
    expect(toldBy(await world.run())).toEqual(['app-created Partner']);
  });

  it('that runs out of time has read nothing, and the next one reads it all', async () => {
    await begin();
    chatter(world, 1);
    await world.run();
    deploy(world, 'Partner');
    chatter(world, 500);
    let left = Infinity;
    const short = await world.run({
      timeLeft: () => left,
      progress: ({ section, pages }) => void (section === 'logs' && pages === 2 && (left = 0)),
    });
    expect(failureOf(short, 'logs').cause).toBe('time');
    expect(valueOf(short, 'settings').flags).toBeDefined();
    expect(toldBy(await world.run())).toEqual(['app-created Partner']);
  });

  it.each([
    ['an error', failures.serverError(), 'unavailable'],
    ['a page of a proxy', failures.badGateway(), 'unavailable'],
    ['a refusal', failures.status(403, 'Forbidden'), 'refused'],
  ])('that meets %s has read nothing', async (_what, failure, cause) => {
    await begin();
    chatter(world, 1);
    await world.run();
    const before = world.logs;
    world.tenant.setFaults({ match: { path: '/api/v2/logs', times: Infinity }, failure });
    expect(failureOf(await world.run(), 'logs').cause).toBe(cause);
    expect(world.logs).toEqual(before);
  });
});

describe('a tenant that logs more than a run reads in order', () => {
  it('has the rest read by search, and is gone on with from the newest entry', async () => {
    await begin();
    chatter(world, 1);
    await world.run();
    deploy(world, 'First');
    world.pass(3);
    chatter(world, 2_500);
    world.pass(3);
    deploy(world, 'Last');
    const reading = await world.run();
    expect(toldBy(reading)).toEqual(['app-created First', 'app-created Last']);
    expect(logsOf(reading).gap).toBeNull();
    expect(askedLogs(world)).toEqual([...Array<string>(20).fill('follow'), 'date:-1', 'search 0']);
    world.pass(1);
    expect(toldBy(await world.run())).toEqual([]);
    expect(askedLogs(world)).toEqual(['follow']);
  });

  it('has a gap where search gives no more', async () => {
    await begin();
    chatter(world, 1);
    await world.run();
    world.pass(3);
    chatter(world, 2_000);
    const settings = { description: 'Update tenant settings', type: 'sapi' };
    for (let at = 0; at < 1_100; at += 1) {
      world.pass(1 / 120);
      chatter(world, 1, settings);
    }
    const { entries, gap } = logsOf(await world.run());
    expect(entries).toHaveLength(1_000);
    expect(gap).toMatchObject({ from: '2026-11-01T08:00:00.000Z', to: entries[0]?.at });
  });
});

describe('a flood does not hide', () => {
  const failed = { type: 'f', description: 'Wrong email or password.' };
  const change = { enable_dynamic_client_registration: true };

  /** Dates the newest entry otherwise than when it arrived. */
  function dated(at: string): void {
    const { logs } = world.tenant.state;
    logs.push({ ...logs.pop(), date: at } as (typeof logs)[number]);
  }

  beforeEach(async () => {
    await begin();
    chatter(world, 1);
    await world.run();
    world.pass(1);
    await world.run();
  });

  it('an entry that comes late behind it', async () => {
    world.pass(3);
    chatter(world, 2_100, failed);
    world.tenant.setSettings({ flags: change }, deployer);
    dated('2026-11-01T10:30:00.000Z');
    const reading = await world.run();
    expect(toldBy(reading)).toEqual(['settings-updated']);
    expect(logsOf(reading).gap).toBeNull();
  });

  it('what comes behind an entry that is dated ahead', async () => {
    chatter(world, 1, { date: '2026-11-01T12:00:00.000Z' });
    chatter(world, 2_100, failed);
    world.pass(0.1);
    world.tenant.setSettings({ flags: change }, deployer);
    const reading = await world.run();
    expect(toldBy(reading)).toEqual(['settings-updated']);
    const { caughtUpAt } = logsOf(reading).position;
    expect(logsOf(reading).position.newest).toBe(caughtUpAt);
  });
});

describe('a cursor that Auth0 no longer has', () => {
  async function quietUntil(lostCursors: 'refused' | 'silent', hours: number): Promise<void> {
    await begin({ logRetentionDays: 2, lostCursors });
    chatter(world, 1);
    for (let passed = 0; passed < hours; passed += 12) {
      await world.run();
      world.pass(12);
    }
    deploy(world, 'Partner');
  }

  it.each(['refused', 'silent'] as const)('and is %s loses nothing', async (how) => {
    await quietUntil(how, 60);
    const reading = await world.run();
    expect(toldBy(reading)).toEqual(['app-created Partner']);
    expect(logsOf(reading).gap).toBeNull();
    expect(logsOf(reading).position.cursor).toBe(world.tenant.state.logs.at(-1)?.log_id);
    expect(askedLogs(world).at(-1)).toBe('search 0');
  });

  it.each([
    [400, 'invalid_query_string'],
    [404, 'inexistent_log'],
    [410, 'gone'],
  ])('may be refused with %i', async (status, code) => {
    await begin();
    chatter(world, 1);
    await world.run();
    deploy(world, 'Partner');
    const failure = failures.status(status, 'no such log event', code);
    world.tenant.setFaults({ match: { path: '/api/v2/logs?from', times: Infinity }, failure });
    const reading = await world.run();
    expect(toldBy(reading)).toEqual(['app-created Partner']);
    expect(logsOf(reading).gap).toBeNull();
  });
});

describe('a tenant that nobody read for longer than its logs live', () => {
  it('has a gap, and is read from what there is', async () => {
    await begin({ logRetentionDays: 2 });
    chatter(world, 1);
    await world.run();
    world.pass(24);
    world.tenant.deleteApp(deploy(world, 'Lost'));
    world.pass(72);
    deploy(world, 'Kept');
    world.pass(1);
    const reading = await world.run();
    expect(toldBy(reading)).toEqual(['app-created Kept']);
    expect(logsOf(reading).gap).toEqual({
      from: '2026-11-01T09:00:00.000Z',
      to: '2026-11-05T09:00:00.000Z',
      reason: 'nobody read the logs for longer than they are kept, so entries may be gone',
    });
    expect(askedLogs(world)).toEqual(['date:1', 'date:-1', 'search 0']);
    world.pass(1);
    expect(logsOf(await world.run()).gap).toBeNull();
  });

  it('has no gap where an entry from before is still there, nor where the operator knows better', async () => {
    await begin();
    chatter(world, 1);
    await world.run();
    world.pass(240);
    expect(logsOf(await world.run()).gap).toBeNull();
    await world.tenant.close();
    await begin({ logRetentionDays: 1 }, { logRetentionDays: 30 });
    chatter(world, 1);
    await world.run();
    world.pass(72);
    chatter(world, 1);
    expect(logsOf(await world.run()).gap).toBeNull();
  });

  it('has one up to now where nothing is left, unless it is a day that was late', async () => {
    await begin({ logRetentionDays: 1 });
    chatter(world, 1);
    await world.run();
    world.pass(30);
    expect(logsOf(await world.run())).toMatchObject({ gap: null, position: { oldest: null } });
    world.pass(48);
    expect(logsOf(await world.run()).gap).toMatchObject({ to: world.now().toISOString() });
  });
});

describe('an app whose creation was not among what was read', () => {
  /** Lists the app before its entry comes, as Auth0 does when its logs are late. */
  async function listedFirst(): Promise<string> {
    await begin({ timestamps: false });
    chatter(world, 1);
    await world.run();
    world.pass(1);
    const id = deploy(world, 'Early');
    const late = world.tenant.state.logs.pop();
    await world.run();
    if (late) world.tenant.state.logs.push(late);
    return id;
  }

  it('is searched for when it is new, once, and not when nothing is missing', async () => {
    await begin();
    chatter(world, 1);
    await world.run();
    world.tenant.createApp({ name: 'Unlogged', is_first_party: false });
    world.tenant.createApp({ name: 'Ours', is_first_party: true });
    deploy(world, 'Logged');
    expect(toldBy(await world.run())).toEqual(['app-created Logged']);
    expect(askedLogs(world)).toEqual(['follow', 'follow', 'search 0']);
    await world.run();
    expect(askedLogs(world)).toEqual(['follow']);
  });

  it('is searched for while it is awaited, and found', async () => {
    const app = await listedFirst();
    const since = world.now().toISOString();
    remembering(world, { awaited: [{ app, since, searches: 1 }] });
    world.pass(48);
    chatter(world, 300, { type: 'sapi', description: 'Create a client' });
    const cursor = world.tenant.state.logs.at(-1)?.log_id ?? null;
    const newest = world.now().toISOString();
    const position = world.logs.position && { ...world.logs.position, cursor, newest };
    world.logs = { ...world.logs, position };
    const reading = await world.run();
    expect(toldBy(reading)).toEqual(['app-created Early']);
    expect(askedLogs(world).filter((asked) => asked.startsWith('search'))).toEqual([
      'search 0',
      'search 1',
      'search 2',
      'search 3',
    ]);
  });

  it('is searched for from when it was created, and no further than it is found', async () => {
    await begin();
    chatter(world, 300, { type: 'sapi', description: 'Create a client' });
    deploy(world, 'Other');
    const app = deploy(world, 'Early');
    world.pass(48);
    await world.run();
    world.knownApps.delete(app);
    expect(toldBy(await world.run())).toEqual(['app-created Early']);
    expect(askedLogs(world).filter((asked) => asked.startsWith('search'))).toEqual(['search 0']);
  });

  it('is not searched for when it is our own', async () => {
    await begin();
    chatter(world, 1);
    await world.run();
    world.tenant.createApp({ name: 'Ours', is_first_party: true });
    await world.run();
    expect(askedLogs(world)).toEqual(['follow']);
  });

  it('is not searched for when it is gone, nor when the apps were not read', async () => {
    const app = await listedFirst();
    world.tenant.deleteApp(app);
    remembering(world, { awaited: [{ app, since: world.now().toISOString(), searches: 1 }] });
    await world.run();
    expect(askedLogs(world)).not.toContain('search 0');
    deploy(world, 'Partner');
    world.tenant.setFaults({
      match: { path: '/api/v2/clients', times: Infinity },
      failure: failures.serverError(),
    });
    await world.run();
    expect(askedLogs(world)).not.toContain('search 0');
  });

  it('stays awaited where the search fails, which spoils nothing', async () => {
    await begin();
    chatter(world, 1);
    await world.run();
    world.tenant.createApp({ name: 'Unlogged', is_first_party: false });
    deploy(world, 'Logged');
    world.tenant.setFaults({
      match: { path: '/api/v2/logs?q', times: Infinity },
      failure: failures.serverError(),
    });
    expect(toldBy(await world.run())).toEqual(['app-created Logged']);
  });
});
