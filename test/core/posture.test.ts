import { describe, expect, test } from 'vitest';
import { emptyBaseline } from '../../functions/core/baseline.ts';
import type { Head } from '../../functions/core/ports.ts';
import { postureOf } from '../../functions/core/posture.ts';
import { facts, finding, record, sections } from './posture-samples.ts';

const head: Head = {
  baseline: emptyBaseline,
  adopted: [],
  sections: {},
  owedSummary: null,
  firstComplete: '2026-11-01T09:00:00.000Z',
};

function linesOf(parts: Parameters<typeof facts>[0]): string {
  return postureOf(facts(parts)).lines.join('\n');
}

test('a tenant with findings of every kind reads well', () => {
  const posture = postureOf(
    facts({
      head,
      findings: [
        finding('b'),
        finding('a', { since: '2026-11-19T09:00:00.000Z' }),
        finding('dcr', { severity: 'critical', message: 'DCR is permissive' }),
        finding('old', { status: 'inherited', since: '2026-11-01T09:00:00.000Z' }),
        finding('mine', { status: 'acknowledged' }),
        finding('known', { status: 'accepted' }),
        finding('quiet', { status: 'suppressed' }),
        finding('gone', { status: 'resolved' }),
      ],
    }),
  );
  expect(posture).toEqual({
    tenant: 'acme-prod',
    environment: 'production',
    at: '2026-11-23T09:00:00.000Z',
    headline: '3 open findings, worst critical, 1 undecided; last read 20 minutes ago',
    lines: [
      'Watched since 2026-11-01. Last read whole at 2026-11-23 08:40 UTC, 42 apps.',
      'Open: 1 critical, 2 high.',
      'There before anyone watched, and nobody has decided about them: 1 high.',
      'Decided, and still so: 1 acknowledged, 1 accepted, 1 suppressed.',
      'CRITICAL, open since 2026-11-20: DCR is permissive',
      'HIGH, open since 2026-11-19: app "a" is in permissive mode',
      'HIGH, open since 2026-11-20: app "b" is in permissive mode',
      'HIGH, undecided since 2026-11-01: app "old" is in permissive mode',
      'The toggle "Create Permissive Third-Party Clients by Default" is expected off since 2026-10-23 by the vendor\'s schedule, unverified.',
      'Dynamic client registration (DCR) is on, mode strict.',
      '31 days after 2026-10-23: Apps created through the Management API without a mode become strict, and the toggle that held the old default is switched off.',
    ],
  });
});

test('a tenant without findings is fine as far as it was read', () => {
  expect(postureOf(facts()).headline).toBe('no open findings; last read 20 minutes ago');
});

test('five of many are named, the rest are counted', () => {
  const lines = linesOf({ findings: Array.from({ length: 8 }, (_, i) => finding(`p${i}`)) });
  expect(lines.match(/^HIGH/gm)).toHaveLength(5);
  expect(lines).toContain('And 3 more. List them: `npx strictwatch findings --tenant acme-prod`');
});

describe('what is not known is never fine', () => {
  test('a tenant that was never read', () => {
    const posture = postureOf(facts({ runs: [], now: new Date('2026-10-01T00:00:00Z') }));
    expect(posture.headline).toBe('never read: nothing is known of this tenant');
    expect(posture.lines[0]).toMatch(/^There is no record of a run: neither passed nor failed\./);
    expect(posture.lines.join()).not.toMatch(/no open|toggle "/);
    expect(posture.lines.at(-2)).toMatch(/^22 days to 2026-10-23: /);
  });

  test('a tenant that pulse expects to be read', () => {
    const expected = { ...head, expectedSince: '2026-11-22T09:00:00.000Z' };
    expect(linesOf({ runs: [], head: expected })).toMatch(
      /^A read has been expected since 2026-11-22 09:00 UTC\. There is no record/,
    );
  });

  test('a newest run that could not read what is required', () => {
    const reason = 'missing scope read:clients';
    const runs = [
      record({ complete: false, sections: sections({ apps: reason, grants: reason }) }),
      record({ startedAt: '2026-11-20T08:00:00.000Z' }),
    ];
    const posture = postureOf(facts({ runs }));
    expect(posture.headline).toBe('no open findings known; NOT read whole for 3 days');
    expect(posture.lines).toContain(
      'Last read whole at 2026-11-20 08:00 UTC. The run at 2026-11-23 08:40 UTC could not read what is required, so findings may be missing here.',
    );
    expect(posture.lines).toContain(`apps, grants are unknown: ${reason}`);
  });

  test('runs of which none is complete', () => {
    const runs = [record({ complete: false }), record({ complete: false })];
    expect(postureOf(facts({ runs })).headline).toBe(
      'no open findings known; NOT read whole in the last 2 runs',
    );
    expect(linesOf({ runs })).toContain('No run on record read it whole.');
  });

  test('a complete read that lies behind the runs looked at', () => {
    const runs = [record({ complete: false })];
    const far = { ...head, lastComplete: '2026-11-13T09:00:00.000Z' };
    expect(postureOf(facts({ runs, head: far })).headline).toMatch(/NOT read whole for 10 days$/);
  });

  test('DCR that could not be read is unknown, with what was last known', () => {
    const unread = { enabled: null, mode: 'unknown', effective: 'unknown' } as const;
    const runs = [record({ dcr: unread }), record({ startedAt: '2026-11-20T08:00:00.000Z' })];
    expect(linesOf({ runs })).toContain(
      'Dynamic client registration (DCR) is unknown; at 2026-11-20 08:00 UTC it was on, mode strict.',
    );
    expect(linesOf({ runs: [record({ dcr: unread })] })).toContain('(DCR) is unknown.');
  });

  test('a toggle whose state nothing shows', () => {
    const toggle = { state: 'unknown', basis: 'unknown', asOf: null } as const;
    expect(linesOf({ runs: [record({ toggle })] })).toContain(
      'is unknown: nothing shows its state',
    );
  });

  test('rules that could not judge', () => {
    const unknown = Array.from({ length: 7 }, (_, i) => ({ rule: `rule-${i}`, reason: 'no' }));
    expect(linesOf({ runs: [record({ unknown })] })).toContain(
      '7 rules could not judge, which is neither passed nor failed: rule-0, rule-1, rule-2, rule-3, rule-4 and 2 more.',
    );
  });
});

test.each([
  ['2026-10-22T23:59:59Z', '1 day to 2026-10-23: '],
  ['2026-10-23T00:00:00Z', 'Today, 2026-10-23: '],
  ['2026-10-24T00:00:00Z', '1 day after 2026-10-23: '],
  ['2026-10-24T00:00:00Z', '25 days to 2026-11-18: Rules and Hooks'],
])('at %s the days are counted: %s', (now, expected) => {
  expect(linesOf({ now: new Date(now) })).toContain(expected);
});

test('an end of Rules and Hooks that is past is no longer told', () => {
  expect(linesOf({ now: new Date('2026-11-18T00:00:00Z') })).not.toContain('Rules and Hooks');
});

describe('a tenant that is overdue', () => {
  const now = new Date('2026-12-23T08:40:00Z');
  const oldestAllowed = new Date('2026-12-23T06:10:00Z');

  test('is not known, whatever stood then', () => {
    expect(postureOf(facts({ now, oldestAllowed })).headline).toBe(
      'not known: not read whole since 2026-11-23 08:40 UTC, 30 days ago; known until then: no open findings',
    );
    const posture = postureOf(facts({ now, oldestAllowed, findings: [finding('a')] }));
    expect(posture.headline).toMatch(/; known until then: 1 open finding, worst high$/);
    expect(posture.lines[0]).toMatch(
      /^It is overdue by its schedule: what follows is how it stood, not how it stands\. .*invoke --tenant acme-prod/,
    );
  });

  test('is not one that was read a moment before', () => {
    const justRead = new Date('2026-11-23T08:40:00Z');
    expect(postureOf(facts({ oldestAllowed: justRead })).headline).toMatch(
      /^no open findings; last/,
    );
  });

  test('and whose newest runs could not read it counts from the last that could', () => {
    const failed = record({ complete: false, startedAt: '2026-12-23T08:00:00.000Z' });
    const runs = [failed, record()];
    expect(postureOf(facts({ now, oldestAllowed, runs })).headline).toMatch(
      /^not known: not read whole since 2026-11-23 08:40 UTC/,
    );
  });
});
