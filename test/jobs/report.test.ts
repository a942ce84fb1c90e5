import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { oldestAllowed } from '../../functions/adapters/schedule.ts';
import { Report } from '../../functions/core/posture/schema.ts';
import { StoreError } from '../../functions/core/errors.ts';
import { formatNames, formats } from '../../functions/core/report/files.ts';
import { report, type ReportPorts, type ReportRequest } from '../../functions/jobs/report.ts';
import { rules } from '../../functions/rules/index.ts';
import { fakeArchive, type FakeArchive } from './archives.ts';
import { createFastWorld, fakeChannel, partner, type World } from './world.ts';

let world: World;
let archive: FakeArchive;

beforeEach(async () => {
  world = await createFastWorld({ apps: [partner('old')] });
  archive = fakeArchive();
});

afterEach(() => world.close());

const now = new Date('2026-11-23T10:00:00Z');
const scheduled = new Date('2026-11-23T07:00:00Z');
const started = new Date('2026-11-23T07:12:00Z');

function send(parts: Partial<ReportRequest> = {}, ports: Partial<ReportPorts> = {}) {
  const { store, terminal, slack } = world;
  return report(
    { store, channels: [terminal, slack], archive, oldestAllowed, ...ports },
    { tenant: world.config, rules, now, dryRun: false, ...parts },
  );
}

/** As the schedule of a week starts it, and as Lambda starts it again. */
const sendScheduled = (parts: Partial<ReportRequest> = {}, ports: Partial<ReportPorts> = {}) =>
  send({ scheduled, now: started, ...parts }, ports);

const folder = 'tenants/acme/2026/2026-11-23T070000Z';

function keptReport(key: string): Report {
  return Report.parse(JSON.parse(archive.files.get(key) ?? ''));
}

describe('a report on demand', () => {
  test('is kept in every format and told to each channel, and leaves no mark', async () => {
    await world.run(22);
    world.tenant.createApp(partner('new'));
    await world.run(23);
    const requests = world.tenant.requestCount();
    const { summary, files, told, undelivered } = await send();
    expect(summary).toMatchObject({
      tenant: 'acme',
      at: now.toISOString(),
      kept: { uri: files[0] },
    });
    expect(summary.lines).toContainEqual(
      expect.stringMatching(/^New permissive app "partner new"/),
    );
    const asked = 'tenants/acme/2026/2026-11-23T100000Z-asked-2026-11-23T100000Z';
    const names = formatNames.map((format) => `${asked}/report.${formats[format].extension}`);
    expect([...archive.files.keys()]).toEqual(names);
    expect(files).toEqual(names.map((name) => `s3://bucket/${name}`));
    expect([told, undelivered]).toEqual([['terminal', 'slack:WEBHOOK'], []]);
    expect([world.terminal.reports, world.slack.reports]).toEqual([[summary], [summary]]);
    expect(world.tenant.requestCount()).toBe(requests);
    expect(await world.store.lastReport('acme')).toBeNull();
  });

  test('leaves the period of the scheduled one as it was', async () => {
    await world.run(9);
    await sendScheduled({
      scheduled: new Date('2026-11-16T07:00:00Z'),
      now: new Date('2026-11-16T07:00:00Z'),
    });
    await send({ now: new Date('2026-11-20T12:00:00Z') });
    await sendScheduled();
    const { period } = keptReport(`${folder}/report.json`).postures[0]!;
    expect(period).toEqual({ since: '2026-11-16T07:00:00.000Z', basis: 'last-report' });
  });

  test('may be of a past moment and of a period of one’s own', async () => {
    await world.run(20);
    world.tenant.createApp(partner('new'));
    await world.run(22);
    const at = new Date('2026-11-21T00:00:00Z');
    const since = new Date('2026-11-20T00:00:00Z');
    const { summary } = await send({ at, since });
    expect(summary.lines[0]).toMatch(/^This is how it stood then/);
    const [key] = [...archive.files.keys()].filter((name) => name.endsWith('/report.json'));
    expect(key).toBe('tenants/acme/2026/2026-11-21T000000Z-asked-2026-11-23T100000Z/report.json');
    const [posture] = keptReport(key!).postures;
    expect(posture?.period).toEqual({ since: since.toISOString(), basis: 'asked' });
    expect(posture?.newPermissive).toEqual([]);
    await expect(send({ at: new Date('2027-01-01') })).rejects.toThrow('has not come yet');
  });

  test('that is dry is kept nowhere and told to nobody', async () => {
    await world.run(23);
    const { summary, told, files } = await send({ dryRun: true, scheduled });
    expect([summary.tenant, told, files]).toEqual(['acme', [], []]);
    expect([world.slack.reports, archive.writes]).toEqual([[], 0]);
    expect(await world.store.lastReport('acme')).toBeNull();
  });

  test('is told where reports are kept nowhere, too', async () => {
    const { summary, files, told } = await send({}, { archive: null });
    expect([summary.kept, files, told.length]).toEqual([undefined, [], 2]);
    expect(summary.headline).toMatch(/^Never read/i);
  });
});

describe('a scheduled report', () => {
  beforeEach(() => world.run('2026-11-23T06:40:00Z'));

  test('tells what a run found that was still at work when the one before it was made', async () => {
    await sendScheduled();
    world.tenant.createApp(partner('in flight'));
    await world.run('2026-11-23T06:59:58Z');
    world.tenant.createApp(partner('new'));
    await world.run('2026-11-23T07:30:00Z');
    const next = {
      scheduled: new Date('2026-11-30T07:00:00Z'),
      now: new Date('2026-11-30T07:12:00Z'),
    };
    const key = 'tenants/acme/2026/2026-11-30T070000Z/report.json';
    const told = () => keptReport(key).postures[0]?.newPermissive.map(({ name }) => name);
    await sendScheduled(next);
    expect(told()).toEqual(['partner new', 'partner in flight']);
    // And so does a retry of it, of which the mark is by then its own.
    await sendScheduled(next);
    expect(told()).toEqual(['partner new', 'partner in flight']);
    await sendScheduled({
      scheduled: new Date('2026-12-07T07:00:00Z'),
      now: new Date('2026-12-07T07:00:00Z'),
    });
    const last = keptReport('tenants/acme/2026/2026-12-07T070000Z/report.json');
    expect(last.postures[0]?.newPermissive).toEqual([]);
  });

  test('leaves a mark of the moment it was scheduled for', async () => {
    await sendScheduled();
    expect(await world.store.lastReport('acme')).toEqual({
      at: scheduled.toISOString(),
      since: '2026-11-23T06:40:00.000Z',
      isFirst: true,
      told: ['terminal', 'slack:WEBHOOK'],
      seen: { acme: '2026-11-23T06:40:00.000Z' },
    });
    expect(keptReport(`${folder}/report.json`).at).toBe(scheduled.toISOString());
  });

  test('that is started twice writes the same files, and tells nobody twice', async () => {
    await sendScheduled();
    const before = new Map(archive.files);
    const mark = await world.store.lastReport('acme');
    const { told } = await sendScheduled({ now: new Date('2026-11-23T07:14:00Z') });
    expect(told).toEqual([]);
    expect([world.terminal.reports.length, world.slack.reports.length]).toEqual([1, 1]);
    expect([...archive.files.keys()]).toEqual([...before.keys()]);
    const [first, again] = [before, archive.files].map((files) => {
      const { generatedAt: _, ...said } = JSON.parse(
        files.get(`${folder}/report.json`) ?? '',
      ) as Report;
      return said;
    });
    expect(again).toEqual(first);
    expect(await world.store.lastReport('acme')).toEqual(mark);
  });

  test('that one channel refused is told to that one when it is tried again', async () => {
    world.terminal.isDown = true;
    const first = await sendScheduled();
    expect(first.told).toEqual(['slack:WEBHOOK']);
    expect(first.undelivered.map(({ message }) => message)).toEqual(['terminal is down.']);
    world.terminal.isDown = false;
    const second = await sendScheduled();
    expect([second.told, second.undelivered]).toEqual([['terminal'], []]);
    expect(world.slack.reports).toHaveLength(1);
    expect((await world.store.lastReport('acme'))?.told).toEqual(['slack:WEBHOOK', 'terminal']);
  });

  test('of which a crash lost the end repeats what nobody noted, and no more', async () => {
    const dying = { ...fakeChannel('dying'), report: () => Promise.reject(new TypeError('bug')) };
    const channels = [world.slack, dying, world.terminal];
    await expect(sendScheduled({}, { channels })).rejects.toThrow(TypeError);
    await sendScheduled();
    expect([world.slack.reports.length, world.terminal.reports.length]).toEqual([1, 1]);
  });

  describe('that reached nobody', () => {
    const next = new Date('2026-11-30T07:00:00Z');
    const nextJson = 'tenants/acme/2026/2026-11-30T070000Z/report.json';
    const sendNext = () => sendScheduled({ scheduled: next, now: next });

    function setDown(isDown: boolean): void {
      world.terminal.isDown = isDown;
      world.slack.isDown = isDown;
    }

    /** As Lambda does: once more. */
    async function missed(parts: Partial<ReportRequest> = {}): Promise<void> {
      setDown(true);
      for (let attempt = 0; attempt < 2; attempt++) {
        expect((await sendScheduled(parts)).undelivered.length).toBeGreaterThan(1);
      }
      setDown(false);
    }

    test.each([
      ['though it was kept', false],
      ['and was not even kept', true],
    ])('%s, leaves its period to the next, asked for or scheduled', async (_, isDown) => {
      archive.isDown = isDown;
      await missed();
      archive.isDown = false;
      const untold = { isFirst: true, isUntold: true, told: [] };
      expect(await world.store.lastReport('acme')).toMatchObject(untold);
      const { summary } = await send();
      const first = /^Since 2026-11-23 06:40 UTC, when it was first read: .*there before/;
      expect(summary.lines).toContainEqual(expect.stringMatching(first));
      await sendNext();
      const since = '2026-11-23T06:40:00.000Z';
      const [posture] = keptReport(nextJson).postures;
      expect(posture?.period).toEqual({ since, basis: 'first-read' });
      expect(posture?.changes.counts.adopted).toBeGreaterThan(0);
      const mark = await world.store.lastReport('acme');
      const told = ['terminal', 'slack:WEBHOOK'];
      expect(mark).toMatchObject({ at: next.toISOString(), since, isFirst: true, told });
      expect(mark).not.toHaveProperty('isUntold');
    });

    test('counts no more than the report before it did', async () => {
      await sendScheduled();
      world.tenant.createApp(partner('new'));
      await world.run('2026-11-25T09:00:00Z');
      await missed({ scheduled: next, now: next });
      expect((await send({ now: new Date('2026-11-30T10:00:00Z') })).summary.lines).toContainEqual(
        expect.stringMatching(/^Since 2026-11-23 07:00 UTC, the last report: 1 opened/),
      );
      const after = new Date('2026-12-07T07:00:00Z');
      const { summary } = await sendScheduled({ scheduled: after, now: after });
      const line = expect.stringMatching(/^Since 2026-11-23 07:00 UTC, the last report: 1 opened/);
      expect(summary.lines).toContainEqual(line);
    });

    test('of a tenant that was watched for long is told of from then on', async () => {
      await missed({ scheduled: next, now: next });
      const after = new Date('2026-12-07T07:00:00Z');
      const late = { scheduled: after, now: after };
      const words = /^Since 2026-11-23 07:00 UTC, because an earlier report reached nobody: /;
      const told = { lines: expect.arrayContaining([expect.stringMatching(words)]) };
      world.terminal.isDown = true;
      expect((await sendScheduled(late)).summary).toMatchObject(told);
      world.terminal.isDown = false;
      expect(await sendScheduled(late)).toMatchObject({ summary: told, told: ['terminal'] });
    });

    test('by its second attempt is told by its third, and then to nobody twice', async () => {
      await missed();
      expect((await sendScheduled()).told).toEqual(['terminal', 'slack:WEBHOOK']);
      const mark = await world.store.lastReport('acme');
      expect(mark).not.toHaveProperty('isUntold');
      expect((await sendScheduled()).told).toEqual([]);
      expect(await world.store.lastReport('acme')).toEqual(mark);
    });

    test.each([
      ['is not missed where nobody is to be told and it was kept', false],
      ['is where it was not kept either', true],
    ])('%s', async (_, isDown) => {
      archive.isDown = isDown;
      await sendScheduled({}, { channels: [] });
      const mark = await world.store.lastReport('acme');
      expect([mark?.isUntold, mark?.told]).toEqual([isDown ? true : undefined, []]);
      archive.isDown = true;
      await sendScheduled({}, { channels: [] });
      expect(await world.store.lastReport('acme')).toEqual(mark);
    });
  });

  test('that one channel missed alone is told of once: the next begins with it', async () => {
    world.terminal.isDown = true;
    await sendScheduled();
    const { summary } = await send();
    expect(summary.lines).toContain(
      'Since 2026-11-23 07:00 UTC, the last report: nothing changed.',
    );
  });

  test('that ends after a later one leaves the mark of that one', async () => {
    const next = new Date('2026-11-30T07:00:00Z');
    const overtaken = {
      ...fakeChannel('slow'),
      report: async () => {
        await sendScheduled({ scheduled: next, now: next });
      },
    };
    await sendScheduled({}, { channels: [overtaken] });
    expect(await world.store.lastReport('acme')).toMatchObject({
      at: next.toISOString(),
      told: ['terminal', 'slack:WEBHOOK'],
    });
  });

  test('that cannot be kept is told without its files, and kept when it is tried again', async () => {
    archive.isDown = true;
    const { summary, undelivered, files } = await sendScheduled();
    expect(summary.kept).toBeUndefined();
    expect(summary.lines[0]).toBe('The files of this report could not be kept.');
    expect([undelivered.map(({ message }) => message), files]).toEqual([
      ['The archive is down.'],
      [],
    ]);
    archive.isDown = false;
    const again = await sendScheduled();
    expect([again.told, again.files.length]).toEqual([[], formatNames.length]);
  });

  test('of which one file is not taken points to those that are', async () => {
    archive.refuses.add('report.csv');
    const { summary, files, undelivered } = await sendScheduled();
    expect([summary.kept?.uri, undelivered.length]).toEqual([files[0], 1]);
    expect(files.map((uri) => uri.split('/').at(-1))).toEqual(['report.html', 'report.json']);
  });

  test('that comes after a later one is late, and told to nobody', async () => {
    const next = new Date('2026-11-30T07:00:00Z');
    await sendScheduled({ scheduled: next, now: next });
    const mark = await world.store.lastReport('acme');
    const writes = archive.writes;
    const { told } = await sendScheduled({ now: new Date('2026-11-30T09:00:00Z') });
    expect([told, archive.writes, world.slack.reports.length]).toEqual([[], writes, 1]);
    expect(await world.store.lastReport('acme')).toEqual(mark);
  });

  test('that starts many hours late tells of the moment all the same', async () => {
    world.tenant.createApp(partner('later'));
    await world.run('2026-11-23T12:00:00Z');
    const { summary } = await sendScheduled({ now: new Date('2026-11-23T20:00:00Z') });
    expect(summary.lines.join('\n')).not.toContain('later');
    expect(keptReport(`${folder}/report.json`).postures[0]?.isPast).toBe(true);
  });
});

test('second routes are told of no report', async () => {
  const slack = { webhookEnv: 'WEBHOOK' };
  const tenant = {
    ...world.config,
    routes: [{ minSeverity: 'critical' as const, escalateAfterHours: 4, slack }],
  };
  const { told } = await send({ tenant });
  expect(told).toEqual(['terminal']);
});

test('an error that is no refusal is not taken for one', async () => {
  const broken = { ...fakeChannel('broken'), report: () => Promise.reject(new TypeError('bug')) };
  await expect(send({}, { channels: [broken] })).rejects.toThrow(TypeError);
  const keep = () => Promise.reject(new TypeError('bug'));
  await expect(send({}, { archive: { keep } })).rejects.toThrow(TypeError);
});

test('a store that cannot be read is not reported on', async () => {
  const store = { ...world.store, findings: () => Promise.reject(new StoreError('gone')) };
  await expect(send({}, { store })).rejects.toThrow(StoreError);
  expect(world.slack.reports).toEqual([]);
});

test.each([
  ['by the schedule it is configured with', true],
  ['by the rate that is stored with it, where it is not configured', false],
])('a tenant that is overdue %s is not known', async (_by, isConfigured) => {
  await world.run(20);
  const { id, environment, schedule, routes } = world.config;
  const tenant = { id, environment, routes, ...(isConfigured && { schedule }) };
  const { summary } = await send({ tenant });
  expect(summary.lines[0]).toMatch(
    /^Overdue by its schedule: .* Last read whole 3 days before, at 2026-11-20 09:00 UTC/,
  );
});
