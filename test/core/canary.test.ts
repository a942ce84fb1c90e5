import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canaryOf,
  canaryWatch,
  isOverdue,
  oldestCanary,
  overdueWords,
} from '../../functions/core/canary.ts';
import { emptyBaseline } from '../../functions/core/baseline.ts';
import { duesOf } from '../../functions/core/due.ts';
import type { Life } from '../../functions/core/finding.ts';
import { rowKey, type FindingRow, type Head } from '../../functions/core/ports.ts';
import { parseTenant, type Tenant } from '../../functions/core/tenant.ts';
import { casesOf } from '../thorough.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2026, 10, 1);

const tenant = parseTenant({
  id: 'acme',
  domain: 'acme.eu.auth0.com',
  credentials: { secretId: 'a' },
  canary: true,
});

const noHead: Head = {
  baseline: emptyBaseline,
  adopted: [],
  sections: {},
  owedSummary: null,
  firstComplete: null,
};

function rowsOf(life: Partial<Life> | null): ReadonlyMap<string, FindingRow> {
  if (!life) return new Map();
  const at = new Date(start).toISOString();
  const whole: Life = {
    status: 'open',
    severity: 'info',
    transition: 1,
    firstSeen: at,
    since: at,
    ...life,
  };
  const row = { rule: 'canary', subject: 'canary', life: whole, print: 'p' };
  return new Map([[rowKey('canary', 'canary'), row]]);
}

const owed = [{ channel: 'sns', kind: 'opened', transition: 1 }] as const;
const now = new Date(start + 30 * hourMs);

describe('a canary that stands', () => {
  test.each<[string, Partial<Life>, string | null]>([
    ['is under way while it is owed', { owed }, '2026-11-01'],
    ['has arrived when nothing is owed', {}, null],
    ['has arrived although somebody acknowledged it', { status: 'acknowledged' }, null],
    ['has arrived although somebody accepted it', { status: 'accepted' }, null],
    ['has not arrived while it is suppressed', { status: 'suppressed' }, '2026-11-01'],
  ])('%s', (_, life, due) => {
    const state = canaryOf({ head: noHead, findings: rowsOf(life) }, tenant, now);
    const arrived = due === null ? { canaryArrived: now.toISOString() } : {};
    expect(state).toEqual({ due, kept: { canarySince: now.toISOString(), ...arrived } });
  });
});

test('what it still owes of the day before does not keep the next from coming', () => {
  const head = { ...noHead, canarySince: at(0), canaryArrived: at(1) };
  const findings = rowsOf({ status: 'resolved', owed });
  expect(canaryOf({ head, findings }, tenant, now).due).toBe('2026-11-02');
});

function at(hours: number): string {
  return new Date(start + hours * hourMs).toISOString();
}

const digestRoute = { digest: { at: '09:00' }, sns: true } as const;
const quietHours = { from: '00:10', to: '00:00' };

/** A tenant whose routes hold a canary as they say. */
function holding(...routes: NonNullable<Parameters<typeof parseTenant>[0]['routes']>) {
  return parseTenant({ ...tenant, routes });
}

test.each([
  ['none', 1, 50.5, []],
  ['none', 2.5, 52.75, []],
  ['none', 24.5, 85.75, []],
  ['none', 150, 300, []],
  ['a digest', 2.5, 52.75, [digestRoute]],
  ['quiet hours', 2.5, 76.75, [{ sns: true, quietHours }]],
  ['both', 2.5, 100.75, [{ sns: true }, { ...digestRoute, quietHours }]],
] as const)(
  'routes that hold a canary by %s, with %d hours allowed without a read, allow %d without one',
  (_, allowed, most, routes) => {
    const now = new Date(start);
    const oldest = oldestCanary(new Date(start - allowed * hourMs), holding(...routes), now);
    expect((start - oldest.getTime()) / hourMs).toBe(most);
  },
);

/**
 * Runs at an interval, and a channel that holds each canary as its route says, all else well.
 * @returns moments at which pulse would call it overdue
 */
function overdueMoments({ interval, first, digest, isQuiet }: Given): number[] {
  const tenant = holding({
    minSeverity: 'info',
    sns: true,
    digest: { at: clockOf(digest) },
    ...(isQuiet && { quietHours }),
  });
  const found: number[] = [];
  let head = noHead;
  let opened: number | null = null;
  let isTold = false;
  const step = interval * hourMs;
  for (let run = 0; run < 40; run += 1) {
    const moment = start + first * hourMs + run * step;
    const when = new Date(moment);
    const oldestAllowed = new Date(moment - 2 * step - hourMs / 2);
    const reads = { expectedSince: at(0), oldestAllowed };
    // As a pulse just before the run would.
    const watched = canaryWatch(head, tenant, reads, when);
    if (watched && isOverdue(watched)) found.push(run);
    const since = opened === null ? '' : new Date(opened).toISOString();
    const standing = { since, owed: [{ ...owed[0], since }] };
    const life = opened === null ? null : isTold ? { since } : standing;
    const { due, kept } = canaryOf({ head, findings: rowsOf(life) }, tenant, when);
    head = { ...noHead, ...kept };
    if (due === null) opened = null;
    else opened ??= moment;
    isTold = opened !== null && isDue(new Date(opened), tenant, when);
  }
  return found;
}

function isDue(opened: Date, tenant: Tenant, when: Date): boolean {
  const debts = [{ ...owed[0], since: opened.toISOString() }];
  const [row] = rowsOf({ owed: debts }).values();
  return row !== undefined && duesOf(tenant, [], when)(row, 'sns') !== null;
}

function clockOf(minutes: number): string {
  return new Date(minutes * 60_000).toISOString().slice(11, 16);
}

interface Given {
  /** Hours. */
  readonly interval: number;
  readonly first: number;
  /** Minutes past midnight. */
  readonly digest: number;
  /** Whether quiet hours are all day but ten minutes. */
  readonly isQuiet: boolean;
}

test('where all is well none is ever overdue, however seldom runs are and whatever routes hold', () => {
  fc.assert(
    fc.property(
      fc.record({
        interval: fc.oneof(
          fc.constantFrom(1, 2, 6, 8, 12, 24, 168),
          fc.integer({ min: 1, max: 744 }),
        ),
        first: fc.double({ min: 0, max: 24, noNaN: true }),
        digest: fc.integer({ min: 0, max: 24 * 60 - 1 }),
        isQuiet: fc.boolean(),
      }),
      (given) => {
        expect(overdueMoments(given)).toEqual([]);
      },
    ),
    { numRuns: casesOf(500) },
  );
});

describe('how a tenant’s canaries do', () => {
  const reads = { expectedSince: at(20), oldestAllowed: new Date(start + 27 * hourMs) };

  test('is nothing to say where none are sent, or no run has begun to', () => {
    const head = { ...noHead, canarySince: at(0) };
    expect(canaryWatch(head, { ...tenant, canary: false }, reads, now)).toBeNull();
    expect(canaryWatch(head, { ...tenant, rules: { canary: 'off' } }, reads, now)).toBeNull();
    expect(canaryWatch(noHead, tenant, reads, now)).toBeNull();
    expect(canaryWatch(null, tenant, reads, now)).toBeNull();
  });

  test('a schedule that is new gets its time, but not once it was too late', () => {
    const head = { ...noHead, canarySince: at(0) };
    expect(canaryWatch(head, tenant, reads, now)?.expectedSince).toBe(at(20));
    expect(canaryWatch({ ...head, isOverdue: true }, tenant, reads, now)?.expectedSince).toBe(
      at(0),
    );
  });

  test('is said by moments, so that it stays the same while nothing happens', () => {
    const watched = { arrived: at(1), expectedSince: at(0), oldestAllowed: at(2) };
    expect(overdueWords(watched)).toBe(
      'the last canary that every channel accepted was that of 2026-11-01 01:00 UTC, though one is sent each day; what is told of this tenant may not reach everybody',
    );
    expect(overdueWords({ ...watched, arrived: null })).toMatch(
      /^no canary has ever been accepted by every channel, though one is sent each day since 2026-11-01 00:00 UTC; /,
    );
  });
});
