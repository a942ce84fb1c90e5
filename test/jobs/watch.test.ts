import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BusyError } from '../../functions/core/errors.ts';
import type { WatchOutcome } from '../../functions/jobs/watch.ts';
import { WatchOutput } from '../../functions/core/run.ts';
import { createWorld, fakeChannel, partner, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createWorld({ apps: [partner('old')] });
});

afterEach(() => world.close());

function announced({ run }: WatchOutcome): string[] {
  return run.findings
    .filter((finding) => finding.announced !== null)
    .map(({ announced, rule, subject }) => `${announced} ${rule} ${subject}`);
}

function statuses({ run }: WatchOutcome): string[] {
  return run.findings.map(({ status, rule, subject }) => `${status} ${rule} ${subject}`);
}

describe('a first run', () => {
  test('adopts quietly: what is there is inherited, and each channel gets one summary', async () => {
    const outcome = await world.run(1);
    expect(statuses(outcome)).toEqual(['inherited app-permissive old']);
    expect(announced(outcome)).toEqual([]);
    for (const channel of [world.slack, world.terminal]) {
      expect(channel.accepted).toHaveLength(1);
      expect(channel.accepted[0]).toMatchObject({ told: [], adoption: { total: 1, appCount: 1 } });
    }
  });

  test('of a tenant it cannot read adopts nothing; the first complete one does', async () => {
    world.tenant.revokeScope('read:clients');
    const first = await world.run(1);
    expect(first.run).toMatchObject({ complete: false, findings: [] });
    expect(world.slack.accepted).toEqual([]);
    world.tenant.grantScope('read:clients');
    world.tenant.expireTokens();
    const second = await world.run(2);
    expect(statuses(second)).toEqual(['inherited app-permissive old']);
    expect(world.slack.accepted).toHaveLength(1);
  });

  test('leaves the environment where reports of many tenants find it, and the next what it became', async () => {
    await world.run(1, { tenant: { environment: 'staging' } });
    expect(await world.store.head('acme')).toMatchObject({ environment: 'staging' });
    await world.run(2);
    expect(await world.store.head('acme')).toMatchObject({ environment: 'production' });
  });

  test('of an empty tenant says that nothing was found', async () => {
    world.tenant.deleteApp('old');
    const { run } = await world.run(1);
    expect(run).toMatchObject({
      complete: true,
      findings: [],
      sections: { apps: { ok: true, count: 0 } },
    });
    expect(world.slack.accepted[0]?.adoption?.total).toBe(0);
  });
});

describe('later runs', () => {
  beforeEach(async () => {
    await world.run(1);
  });

  test('say nothing when nothing changed', async () => {
    const outcome = await world.run(2);
    expect(announced(outcome)).toEqual([]);
    expect([world.slack.accepted.length, world.terminal.accepted.length]).toEqual([1, 1]);
  });

  test('tell of a new permissive app once, and of its end once', async () => {
    world.tenant.createApp(partner('new'));
    expect(announced(await world.run(2))).toEqual(['opened app-permissive new']);
    expect(announced(await world.run('2026-11-02T10:00:00Z'))).toEqual([]);
    world.tenant.deleteApp('new');
    const last = await world.run('2026-11-02T11:00:00Z');
    expect(announced(last)).toEqual(['resolved app-permissive new']);
    expect(last.run.findings.find(({ subject }) => subject === 'new')).toMatchObject({
      status: 'resolved',
      transition: 2,
      message: 'third-party app "partner new" is in permissive mode',
    });
    expect(world.slack.told()).toEqual([
      'opened app-permissive new 1',
      'resolved app-permissive new 2',
    ]);
    expect(statuses(await world.run('2026-11-02T12:00:00Z'))).toEqual([
      'inherited app-permissive old',
    ]);
  });

  test('reopen the same finding when it is back', async () => {
    world.tenant.createApp(partner('new'));
    const [first] = (await world.run(2)).run.findings.filter(({ subject }) => subject === 'new');
    world.tenant.deleteApp('new');
    await world.run(3);
    world.tenant.createApp(partner('new'));
    const [again] = (await world.run(4)).run.findings.filter(({ subject }) => subject === 'new');
    expect(again).toMatchObject({
      key: first?.key,
      status: 'open',
      announced: 'reopened',
      transition: 3,
      firstSeen: first?.firstSeen,
    });
  });

  test('tell of a loosened DCR mode with before and after', async () => {
    world.tenant.setSettings({
      dynamic_client_registration_security_mode: 'permissive',
      flags: { enable_dynamic_client_registration: true },
    });
    const outcome = await world.run(2);
    expect(announced(outcome)).toEqual([
      'opened dcr-mode-changed dcr',
      'opened dcr-no-default-permissions dcr',
      'opened dcr-permissive dcr',
    ]);
    expect(outcome.run.dcr).toEqual({ enabled: true, mode: 'permissive', effective: 'permissive' });
    expect(
      outcome.run.findings.find(({ rule }) => rule === 'dcr-mode-changed')?.evidence,
    ).toMatchObject({
      before: { enabled: false, mode: 'unset' },
      after: { enabled: true, mode: 'permissive' },
    });
  });

  test('tell of an app that gained a grant type and an API, and of its return', async () => {
    world.tenant.updateApp('old', { grant_types: ['authorization_code', 'implicit'] });
    const [widened] = (await world.run(2)).run.findings.filter(
      ({ rule }) => rule === 'app-widened',
    );
    expect(widened).toMatchObject({ status: 'open', subject: 'old' });
    expect(JSON.stringify(widened?.evidence)).toContain('implicit');
    world.tenant.updateApp('old', { grant_types: ['authorization_code'] });
    const added = world.tenant.addGrant({
      audience: 'https://api.example',
      client_id: 'old',
      scope: ['read:x'],
    });
    const [again] = (await world.run(3)).run.findings.filter(({ rule }) => rule === 'app-widened');
    expect(JSON.stringify(again?.evidence)).toContain('https://api.example');
    world.tenant.removeGrant(added.id);
    expect(announced(await world.run('2026-11-03T10:00:00Z'))).toEqual([
      'resolved app-widened old',
    ]);
  });

  test('leave a finding as it is while its app cannot be judged, and say so', async () => {
    world.tenant.createApp(partner('new'));
    await world.run(2);
    world.tenant.updateApp('new', { third_party_security_mode: 'permissive_v2' });
    const outcome = await world.run('2026-11-02T10:00:00Z');
    expect(statuses(outcome)).toContain('open app-permissive new');
    expect(announced(outcome)).toEqual(['opened app-mode-unknown new']);
    const [record] = await world.store.runs('acme', 1);
    expect(record?.unknown).toContainEqual({
      rule: 'app-permissive',
      reason: expect.stringMatching(/^1 subject could not be judged/),
    });
  });

  test('tell of an app whose mode or party changed, which Auth0 says cannot be', async () => {
    world.tenant.updateApp('old', { third_party_security_mode: 'strict' });
    const outcome = await world.run(2);
    expect(announced(outcome)).toContain('opened app-identity-changed old');
    expect(outcome.run.findings.find(({ rule }) => rule === 'app-identity-changed')?.severity).toBe(
      'critical',
    );
  });

  test('tell of a scope that was taken away, and close nothing for it', async () => {
    world.tenant.revokeScope('read:clients');
    world.tenant.expireTokens();
    const outcome = await world.run(2);
    expect(outcome.run.complete).toBe(false);
    expect(announced(outcome)).toEqual(['opened coverage-lost apps']);
    expect(statuses(outcome)).toContain('inherited app-permissive old');
    expect(outcome.run.sections.apps).toMatchObject({
      ok: false,
      reason: expect.stringContaining('read:clients'),
    });
  });

  test('one message a channel, however many findings', async () => {
    for (let i = 0; i < 40; i++) world.tenant.createApp(partner(`n${i}`));
    const outcome = await world.run(2);
    expect(announced(outcome)).toHaveLength(40);
    expect(world.slack.accepted).toHaveLength(2);
    expect(world.slack.accepted[1]?.told).toHaveLength(10);
    expect(world.slack.accepted[1]?.rest?.count).toBe(30);
  });

  test('print what the schema says', async () => {
    world.tenant.createApp(partner('new'));
    const { run } = await world.run(2);
    expect(WatchOutput.parse({ version: 1, runs: [run] }).runs[0]).toEqual(run);
  });
});

describe('delivery', () => {
  beforeEach(async () => {
    await world.run(1);
    world.tenant.createApp(partner('new'));
  });

  test('what a channel did not accept stays owed to it alone, and comes with the next run', async () => {
    world.slack.isDown = true;
    const first = await world.run(2);
    expect(first.undelivered.map(({ message }) => message)).toEqual(['slack:WEBHOOK is down.']);
    expect(announced(first)).toEqual(['opened app-permissive new']);
    world.slack.isDown = false;
    const second = await world.run('2026-11-02T10:00:00Z');
    expect(announced(second)).toEqual(['opened app-permissive new']);
    expect(world.slack.told()).toEqual(['opened app-permissive new 1']);
    expect(world.terminal.told()).toEqual(['opened app-permissive new 1']);
  });

  test('a finding that ended while a channel was down is told with its opening', async () => {
    world.slack.isDown = true;
    await world.run(2);
    world.tenant.deleteApp('new');
    await world.run('2026-11-02T10:00:00Z');
    world.slack.isDown = false;
    const third = await world.run('2026-11-02T11:00:00Z');
    expect(announced(third)).toEqual(['resolved app-permissive new']);
    expect(world.slack.told()).toEqual([
      'opened app-permissive new 1',
      'resolved app-permissive new 2',
    ]);
    expect(statuses(await world.run(5))).toEqual(['inherited app-permissive old']);
  });

  test('nothing is announced when no channel accepted', async () => {
    world.slack.isDown = true;
    world.terminal.isDown = true;
    expect(announced(await world.run(2))).toEqual([]);
  });

  describe('owed to a channel that is no longer configured', () => {
    const owed = async () =>
      (await world.store.findings('acme')).find(({ subject }) => subject === 'new')?.owed;

    beforeEach(async () => {
      world.slack.isDown = true;
      await world.run(2);
    });

    test('stays owed while it is configured', async () => {
      expect(await owed()).toEqual([
        {
          channel: 'slack:WEBHOOK',
          kind: 'opened',
          transition: 1,
          since: '2026-11-02T09:00:00.000Z',
        },
      ]);
    });

    test('passes to the channel that came in its place, and to no other', async () => {
      const other = fakeChannel('slack:OTHER');
      const routes = [{ minSeverity: 'medium' as const, slack: { webhookEnv: 'OTHER' } }];
      const options = { channels: [world.terminal, other], tenant: { routes } };
      const { warnings } = await world.run('2026-11-02T10:00:00Z', options);
      expect(other.told()).toEqual(['opened app-permissive new 1']);
      expect(world.terminal.told()).toEqual(['opened app-permissive new 1']);
      expect([await owed(), warnings]).toEqual([undefined, []]);
    });

    test('passes to those that were there when none came, who may have heard it', async () => {
      const { warnings } = await world.run('2026-11-02T10:00:00Z', { channels: [world.terminal] });
      expect([await owed(), warnings]).toEqual([undefined, []]);
      const opened = 'opened app-permissive new 1';
      expect(world.terminal.told()).toEqual([opened, opened]);
    });
  });

  test('severities below the route are for the terminal only', async () => {
    await world.run(2);
    world.tenant.setSettings({ default_audience: 'https://api.example' });
    await world.run('2026-11-02T10:00:00Z');
    expect(world.terminal.told().at(-1)).toBe('opened settings-drift default_audience 1');
    expect(world.slack.told()).toEqual(['opened app-permissive new 1']);
  });
});

describe('a dry run', () => {
  test('judges, writes nothing and tells nobody', async () => {
    await world.run(1);
    world.tenant.createApp(partner('new'));
    const dry = await world.run(2, { dryRun: true });
    expect(statuses(dry)).toContain('open app-permissive new');
    expect(announced(dry)).toEqual([]);
    expect(dry.run.cost.writeUnits).toBe(0);
    expect(world.slack.accepted).toHaveLength(1);
    expect(await world.store.runs('acme', 10)).toHaveLength(1);
    expect(announced(await world.run(2))).toEqual(['opened app-permissive new']);
  });

  test('of a tenant never seen works too', async () => {
    const dry = await world.run(1, { dryRun: true });
    expect(statuses(dry)).toEqual(['inherited app-permissive old']);
    expect(await world.store.tenants()).toEqual([]);
  });
});

describe('rules set by the tenant', () => {
  test('one that is off is not judged, and what it had found is resolved without a word', async () => {
    await world.run(1);
    world.tenant.createApp(partner('new'));
    await world.run(2);
    const off = await world.run(3, { tenant: { rules: { 'app-permissive': 'off' } } });
    expect(announced(off)).toEqual([]);
    expect(statuses(off)).toEqual(['resolved app-permissive new', 'resolved app-permissive old']);
    const on = await world.run(4);
    expect(statuses(on)).toEqual(['inherited app-permissive new', 'inherited app-permissive old']);
    expect(announced(on)).toEqual([]);
  });

  test('a severity of its own decides who hears', async () => {
    await world.run(1);
    world.tenant.createApp(partner('new'));
    await world.run(2, { tenant: { rules: { 'app-permissive': { severity: 'info' } } } });
    expect(world.slack.told()).toEqual([]);
    expect(world.terminal.told()).toEqual(['opened app-permissive new 1']);
  });
});

describe('records', () => {
  test('every run leaves one, with what could not be judged', async () => {
    world.tenant.revokeScope('read:client_grants');
    await world.run(1);
    await world.run(2);
    const [second, first] = await world.store.runs('acme', 10);
    expect([first?.startedAt, second?.startedAt]).toEqual([
      '2026-11-01T09:00:00.000Z',
      '2026-11-02T09:00:00.000Z',
    ]);
    expect(second).toMatchObject({ complete: true, findings: { inherited: 1 }, told: 0 });
    expect(second?.unknown.map(({ rule }) => rule)).toContain('app-widened');
  });

  test('apps can be listed as they were', async () => {
    await world.run(1);
    world.tenant.createApp(partner('new'));
    await world.run(3);
    world.tenant.deleteApp('old');
    await world.run(5);
    const at = async (day: number) =>
      (await world.store.appsAt('acme', `2026-11-0${day}T23:00:00.000Z`)).map(({ app }) => app.id);
    expect([await at(2), await at(4), await at(6)]).toEqual([['old'], ['new', 'old'], ['new']]);
  });
});

test('a second run at the same time says so and ends', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.tenant.onRequest(async () => held);
  const first = world.run(1);
  await expect.poll(() => world.tenant.requestCount()).toBeGreaterThan(0);
  await expect(world.run(1)).rejects.toThrow(BusyError);
  release();
  expect((await first).run.complete).toBe(true);
});
