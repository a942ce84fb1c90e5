import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duesOf, nextAt } from '../../functions/core/due.ts';
import type { Announcement, Life } from '../../functions/core/finding.ts';
import type { FindingRow } from '../../functions/core/ports.ts';
import { severities, type Severity } from '../../functions/core/severity.ts';
import { parseTenant, type Tenant } from '../../functions/core/tenant.ts';
import { wallClock } from '../../functions/core/wall-clock.ts';
import { casesOf } from '../thorough.ts';

type Routes = NonNullable<Parameters<typeof parseTenant>[0]['routes']>;
type Debt = readonly [kind: Announcement, since?: string | undefined];

const slack = { slack: { webhookEnv: 'HOOK' } };
const channel = 'slack:HOOK';
const digest = { digest: { at: '09:00' } };
const night = { quietHours: { from: '22:00', to: '07:00' } };
const hourMs = 3_600_000;

function row(
  severity: Severity,
  debts: readonly Debt[],
  more: Partial<FindingRow> = {},
): FindingRow {
  const life: Life = {
    status: 'open',
    severity,
    transition: debts.length,
    firstSeen: '2026-11-01T00:00:00.000Z',
    since: '2026-11-01T00:00:00.000Z',
    owed: debts.map(([kind, since], index) => ({
      channel,
      kind,
      transition: index + 1,
      ...(since !== undefined && { since }),
    })),
  };
  return { rule: 'settings-drift', subject: 's', print: '', life, ...more };
}

function tenantWith(routes: Routes, timeZone = 'UTC'): Tenant {
  return parseTenant({
    id: 'acme',
    domain: 'acme.eu.auth0.com',
    credentials: { secretId: 'synthetic' },
    schedule: { timeZone },
    routes,
  });
}

const rules = [{ id: 'monitor-ill', everywhere: true as const }];

function dueAt(now: string, routes: Routes, found: FindingRow, timeZone?: string) {
  return duesOf(tenantWith(routes, timeZone), rules, new Date(now))(found, channel);
}

const opened: Debt = ['opened', '2026-11-02T10:00:00.000Z'];

describe('without quiet hours and digest', () => {
  test.each(severities)('all is due at once: %s', (severity) => {
    expect(
      dueAt('2026-11-02T10:00:00Z', [{ minSeverity: 'info', ...slack }], row(severity, [opened])),
    ).toBe('now');
  });

  test('nothing is due where nothing is owed, or to another channel', () => {
    const routes = [{ ...slack }];
    expect(dueAt('2026-11-02T10:00:00Z', routes, row('high', []))).toBeNull();
    const { life, ...rest } = row('high', [opened]);
    const elsewhere = { ...life, owed: [{ ...life.owed![0]!, channel: 'sns' }] };
    expect(dueAt('2026-11-02T10:00:00Z', routes, { ...rest, life: elsewhere })).toBeNull();
  });
});

describe('quiet hours', () => {
  const routes = [{ minSeverity: 'info', ...night, ...slack }] satisfies Routes;

  test.each<[string, Severity, Announcement, string, 'now' | null]>([
    ['a critical finding', 'critical', 'opened', '2026-11-02T23:00:00Z', 'now'],
    ['a critical reminder', 'critical', 'reminded', '2026-11-02T23:00:00Z', 'now'],
    ['a high finding', 'high', 'opened', '2026-11-02T23:00:00Z', 'now'],
    ['a high reminder', 'high', 'reminded', '2026-11-02T23:00:00Z', null],
    ['a high reminder after midnight', 'high', 'reminded', '2026-11-03T06:59:59.999Z', null],
    ['a high reminder when they are over', 'high', 'reminded', '2026-11-03T07:00:00Z', 'now'],
    ['a high reminder just before', 'high', 'reminded', '2026-11-02T21:59:59.999Z', 'now'],
    ['a high reminder when they begin', 'high', 'reminded', '2026-11-02T22:00:00Z', null],
    ['a medium finding', 'medium', 'reopened', '2026-11-02T23:00:00Z', 'now'],
    ['a low finding', 'low', 'opened', '2026-11-02T23:00:00Z', null],
    ['an info finding that is over', 'info', 'resolved', '2026-11-03T00:00:00Z', null],
    ['a low finding in the morning', 'low', 'opened', '2026-11-03T07:00:00Z', 'now'],
  ])('%s', (_, severity, kind, now, due) => {
    expect(dueAt(now, routes, row(severity, [[kind, opened[1]]]))).toBe(due);
  });

  test('may be within a day, and are of the time zone of the tenant', () => {
    const noon = [{ ...slack, quietHours: { from: '12:00', to: '13:30' } }] satisfies Routes;
    const low = row('low', [opened]);
    const at = (now: string) => dueAt(now, noon, low, 'Asia/Kolkata');
    // 12:00 in Kolkata is 06:30 UTC.
    expect([at('2026-11-03T06:29:00Z'), at('2026-11-03T06:30:00Z')]).toEqual(['now', null]);
    expect([at('2026-11-03T07:59:00Z'), at('2026-11-03T08:00:00Z')]).toEqual([null, 'now']);
  });

  test('hold back no longer than two days: a run each night tells as well', () => {
    const low = row('low', [['opened', '2026-11-02T03:00:00.000Z']]);
    const at = (now: string) => dueAt(now, routes, low);
    expect([at('2026-11-03T03:00:00Z'), at('2026-11-04T02:59:59Z')]).toEqual([null, null]);
    expect(at('2026-11-04T03:00:00Z')).toBe('now');
  });
});

describe('a digest', () => {
  const routes = [{ minSeverity: 'info', ...digest, ...slack }] satisfies Routes;

  test.each<[string, Severity, Debt, string, 'now' | 'digest' | null]>([
    ['waits until its time', 'low', opened, '2026-11-03T08:59:59.999Z', null],
    ['comes at its time', 'low', opened, '2026-11-03T09:00:00Z', 'digest'],
    ['comes later where no run came then', 'info', opened, '2026-11-04T03:00:00Z', 'digest'],
    [
      'is of the same day where its time is still to come',
      'low',
      ['opened', '2026-11-02T08:59:00.000Z'],
      '2026-11-02T09:00:00Z',
      'digest',
    ],
    [
      'gathers for a day what came in its very moment',
      'low',
      ['opened', '2026-11-02T09:00:00.000Z'],
      '2026-11-02T09:00:00Z',
      null,
    ],
    ['holds no medium finding', 'medium', opened, '2026-11-02T10:00:00Z', 'now'],
    ['holds no high reminder', 'high', ['reminded', opened[1]!], '2026-11-02T10:00:00Z', 'now'],
    ['never holds what is critical', 'critical', opened, '2026-11-02T10:00:00Z', 'now'],
    ['holds nothing of an older version', 'low', ['opened'], '2026-11-02T10:00:00Z', 'now'],
  ])('%s', (_, severity, debt, now, due) => {
    expect(dueAt(now, routes, row(severity, [debt]))).toBe(due);
  });

  test('takes the end of a finding along with its opening', () => {
    // Opened a minute before the digest of the day, over when the next run sends it.
    const both = row('low', [
      ['opened', '2026-11-03T08:59:00.000Z'],
      ['resolved', '2026-11-03T09:30:00.000Z'],
    ]);
    expect(dueAt('2026-11-03T09:30:00Z', routes, both)).toBe('digest');
  });

  test('waits for quiet hours to end', () => {
    const quiet = [{ ...slack, ...night, digest: { at: '03:00' } }] satisfies Routes;
    const low = row('low', [opened]);
    const at = (now: string) => dueAt(now, quiet, low);
    expect([at('2026-11-03T03:00:00Z'), at('2026-11-03T07:00:00Z')]).toEqual([null, 'digest']);
  });
});

describe('a reminder that waits', () => {
  test('goes with what came after it, so that nothing is told out of order', () => {
    const routes = [{ ...slack, ...night }] satisfies Routes;
    const over = row('high', [
      ['reminded', '2026-11-02T23:00:00.000Z'],
      ['resolved', '2026-11-03T01:00:00.000Z'],
    ]);
    expect(dueAt('2026-11-03T01:00:00Z', routes, over)).toBe('now');
  });
});

describe('a channel of several routes', () => {
  const now = '2026-11-02T10:00:00Z';

  test('is told when any route that tells of it says so', () => {
    const both = [
      { ...digest, ...slack },
      { minSeverity: 'low', rules: ['settings-*'], ...slack },
    ] satisfies Routes;
    expect(dueAt(now, both, row('low', [opened]))).toBe('now');
    expect(dueAt(now, both, row('low', [opened], { rule: 'flag-unknown' }))).toBeNull();
  });

  test('is told of a notice to an owner as the route of the owner says', () => {
    const both = [
      { ...digest, ...slack },
      { minSeverity: 'high', owners: ['platform'], ...slack },
    ] satisfies Routes;
    const notice: Debt = ['suppression-ending', opened[1]!];
    const { life, ...rest } = row('low', [notice]);
    const decision = { by: 'Sam', at: opened[1]!, owner: 'platform' };
    expect(dueAt(now, both, { ...rest, life: { ...life, decision } })).toBe('now');
    expect(
      dueAt(now, both, { ...rest, life: { ...life, decision: { ...decision, owner: 'iam' } } }),
    ).toBeNull();
  });

  test('is told as its ordinary routes say of what is told everywhere', () => {
    const held = [{ minSeverity: 'low', rules: ['app-*'], ...digest, ...slack }] satisfies Routes;
    expect(dueAt(now, held, row('low', [opened], { rule: 'monitor-ill' }))).toBeNull();
    expect(dueAt(now, held, row('low', [opened]))).toBe('now');
  });
});

describe('the time of a digest', () => {
  test.each<[string, string, string, string, string]>([
    [
      'in summer time',
      '09:00',
      '2026-07-01T12:00:00.000Z',
      'Europe/Vienna',
      '2026-07-02T07:00:00.000Z',
    ],
    [
      'in winter time',
      '09:00',
      '2026-12-01T12:00:00.000Z',
      'Europe/Vienna',
      '2026-12-02T08:00:00.000Z',
    ],
    // Clocks go from 02:00 to 03:00 on 2026-03-29, and from 03:00 back to 02:00 on 2026-10-25.
    [
      'that does not exist',
      '02:30',
      '2026-03-28T12:00:00.000Z',
      'Europe/Vienna',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'after one that does not exist',
      '02:30',
      '2026-03-29T01:30:00.000Z',
      'Europe/Vienna',
      '2026-03-30T00:30:00.000Z',
    ],
    [
      'that comes twice',
      '02:30',
      '2026-10-24T12:00:00.000Z',
      'Europe/Vienna',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'after the first of two',
      '02:30',
      '2026-10-25T00:30:00.000Z',
      'Europe/Vienna',
      '2026-10-26T01:30:00.000Z',
    ],
    [
      'between the first and the second',
      '02:30',
      '2026-10-25T01:00:00.000Z',
      'Europe/Vienna',
      '2026-10-26T01:30:00.000Z',
    ],
    ['at midnight', '00:00', '2026-11-02T23:59:00.000Z', 'UTC', '2026-11-03T00:00:00.000Z'],
    [
      'a moment after midnight',
      '00:00',
      '2026-11-03T00:00:00.000Z',
      'UTC',
      '2026-11-04T00:00:00.000Z',
    ],
    // The first of the year at a date line's far side.
    [
      'where it is tomorrow already',
      '09:00',
      '2026-12-31T12:00:00.000Z',
      'Pacific/Kiritimati',
      '2026-12-31T19:00:00.000Z',
    ],
    // Clocks go from 24:00 to 01:00 on 2026-03-29.
    [
      'where midnight does not exist',
      '00:00',
      '2026-03-28T12:00:00.000Z',
      'Asia/Beirut',
      '2026-03-28T22:00:00.000Z',
    ],
  ])('%s', (_, at, since, zone, expected) => {
    expect(nextAt(at, new Date(since), zone).toISOString()).toBe(expected);
  });
});

const zones = Intl.supportedValuesOf('timeZone');
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const instant = fc
  .integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2028, 0, 1) / 60_000 })
  .map((minutes) => new Date(minutes * 60_000));
const zone = fc.constantFrom(...zones);

test('each day has one digest, in every zone', () => {
  fc.assert(
    fc.property(clock, instant, zone, (at, from, timeZone) => {
      const days: string[] = [];
      let moment = from;
      for (let day = 0; day < 10; day += 1) {
        const next = nextAt(at, moment, timeZone);
        // Clocks are put back by two hours at most.
        expect(next.getTime() - moment.getTime()).toBeGreaterThan(0);
        expect(next.getTime() - moment.getTime()).toBeLessThanOrEqual(26 * hourMs);
        days.push(wallClock(next, timeZone).toISOString().slice(0, 10));
        moment = next;
      }
      expect(new Set(days).size).toBe(days.length);
    }),
    { numRuns: casesOf(200) },
  );
});

test('in every zone, a clock shows the time of a digest on each day it is put neither forward nor back', () => {
  for (const timeZone of zones) {
    const next = nextAt('09:15', new Date('2026-01-15T12:00:00.000Z'), timeZone);
    expect(wallClock(next, timeZone).toISOString(), timeZone).toMatch(/T09:15:00/);
  }
});

const anyRoute = fc
  .record({
    quietHours: fc.option(fc.record({ from: clock, to: clock }), { nil: undefined }),
    digest: fc.option(fc.record({ at: clock }), { nil: undefined }),
  })
  .filter(({ quietHours }) => quietHours === undefined || quietHours.from !== quietHours.to)
  .map(({ quietHours, digest }) => ({
    minSeverity: 'info' as const,
    ...slack,
    ...(quietHours && { quietHours }),
    ...(digest && { digest }),
  }));
const anyKind = fc.constantFrom<Announcement>('opened', 'reminded', 'resolved', 'reopened');

test('what is critical is due at once, always', () => {
  fc.assert(
    fc.property(anyRoute, instant, zone, anyKind, (route, since, timeZone, kind) => {
      const found = row('critical', [[kind, since.toISOString()]]);
      expect(dueAt(since.toISOString(), [route], found, timeZone)).toBe('now');
    }),
  );
});

test('what is owed is due within a digest and quiet hours, and then for good two days later', () => {
  fc.assert(
    fc.property(
      anyRoute,
      instant,
      zone,
      anyKind,
      fc.constantFrom(...severities.filter((severity) => severity !== 'critical')),
      (route, since, timeZone, kind, severity) => {
        const found = row(severity, [[kind, since.toISOString()]]);
        const tenant = tenantWith([route], timeZone);
        const due = (ms: number) =>
          duesOf(tenant, rules, new Date(since.getTime() + ms))(found, channel) !== null;
        const digestMs = route.digest ? 26 * hourMs : 0;
        const quietMs = route.quietHours ? 26 * hourMs : 0;
        // To the minute, so that quiet hours of all but a minute of the day have their end.
        const minutes = Array.from({ length: (digestMs + quietMs) / 60_000 + 1 }, (_, at) => at);
        expect(minutes.some((minute) => due(minute * 60_000))).toBe(true);
        expect(due(digestMs + 48 * hourMs)).toBe(true);
      },
    ),
    { numRuns: casesOf(60) },
  );
});
