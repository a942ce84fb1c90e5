import { describe, expect, test } from 'vitest';
import { emptyBaseline, type Baseline } from '../../functions/core/baseline.ts';
import { rebase as rebaseWith } from '../../functions/core/rebase.ts';
import {
  app,
  coveredSince,
  defaultGrant,
  sample,
  settings,
  type SampleParts,
} from '../../functions/core/sample.ts';
import type { Cause, Snapshot } from '../../functions/core/snapshot.ts';

const rebase = (before: Baseline, read: Snapshot) => rebaseWith(before, read, unknownToggle);

const unknownToggle = { state: 'unknown', basis: 'unknown', asOf: null } as const;

const takenAt = '2026-11-23T09:00:00.000Z';

function snapshot(parts: SampleParts) {
  return { version: 1, tenant: 't', takenAt, sections: sample(parts).sections } as const;
}

describe('rebase', () => {
  test('adopts each part the first time it is read', () => {
    const after = rebase(
      emptyBaseline,
      snapshot({
        settings: settings({ flags: { b: 1, a: true } }),
        grants: [defaultGrant({ audience: 'x' })],
      }),
    );
    expect(after.flags).toEqual(['a', 'b']);
    expect(after.dcr).toEqual({ enabled: false, mode: 'strict' });
    expect(after.settings).toMatchObject({ default_audience: null });
    expect(after.defaultGrants?.map(({ audience }) => audience)).toEqual(['x']);
  });

  test('accepted parts stay although the tenant moved on', () => {
    const first = rebase(emptyBaseline, snapshot({}));
    const moved = settings({
      dcr: { enabled: true, mode: 'permissive' },
      flags: { new: true },
      defaultAudience: 'x',
    });
    const second = rebase(
      first,
      snapshot({ settings: moved, grants: [defaultGrant({ audience: 'x' })] }),
    );
    expect(second).toMatchObject({
      dcr: first.dcr,
      flags: [],
      settings: first.settings,
      defaultGrants: [],
    });
  });

  test('an unknown DCR mode is not adopted; the first known one is', () => {
    const odd = settings({ dcr: { enabled: true, mode: 'unknown', rawMode: 'odd' } });
    const first = rebase(emptyBaseline, snapshot({ settings: odd }));
    expect(first.dcr).toBeNull();
    expect(rebase(first, snapshot({})).dcr).toEqual({ enabled: false, mode: 'strict' });
  });

  test('eligibility, once seen, never lapses', () => {
    const seen = rebase(
      emptyBaseline,
      snapshot({ apps: [app({ id: 'p', securityMode: 'permissive' })] }),
    );
    expect(seen.eligible).toEqual({
      since: takenAt,
      because: 'the permissive third-party app p exists',
    });
    expect(rebase(seen, snapshot({ unread: { apps: 'scope' } })).eligible).toEqual(seen.eligible);
  });

  test('a first-party app is no evidence of eligibility', () => {
    const odd = app({ id: 'p', firstParty: true, securityMode: 'permissive' });
    expect(rebase(emptyBaseline, snapshot({ apps: [odd] })).eligible).toBeNull();
  });

  describe('coverage', () => {
    const since = '2026-01-01T00:00:00.000Z';

    /** What is known of grants after runs that could not read them for these causes, or could. */
    function grantsAfter(...runs: readonly (Cause | 'read')[]) {
      let baseline: Baseline = { ...emptyBaseline, coverage: coveredSince(since) };
      for (const run of runs) {
        const unread = run === 'read' ? {} : { grants: run };
        baseline = rebase(baseline, snapshot({ unread }));
      }
      return baseline.coverage.grants;
    }

    test('counts failures in a row, and forgets them on a read', () => {
      expect(grantsAfter('scope', 'scope')).toEqual({ since, failures: 2, lost: 2 });
      expect(grantsAfter('scope', 'read')).toEqual({ since, failures: 0 });
    });

    test.each(['scope', 'credentials', 'refused'] as const)('is lost at once by: %s', (cause) => {
      expect(grantsAfter(cause)).toMatchObject({ failures: 1, lost: 1 });
    });

    test.each(['rate-limit', 'unavailable', 'inconsistent'] as const)(
      'is lost by what lasts for two runs: %s',
      (cause) => {
        expect(grantsAfter(cause)).toMatchObject({ failures: 1, lost: 0 });
        expect(grantsAfter(cause, cause)).toMatchObject({ failures: 2, lost: 1 });
        expect(grantsAfter(cause, 'refused')).toMatchObject({ failures: 2, lost: 1 });
        expect(grantsAfter('refused', cause)).toMatchObject({ failures: 2, lost: 2 });
      },
    );

    test('is not lost by running out of time, during which what was lost grows older', () => {
      expect(grantsAfter('time')).toEqual({ since, failures: 0 });
      expect(grantsAfter('unavailable', 'time')).toEqual({ since, failures: 1, lost: 0 });
      expect(grantsAfter('scope', 'time')).toEqual({ since, failures: 1, lost: 2 });
    });

    test('stored without since when it is lost has been for as long as it failed', () => {
      const coverage = coveredSince(since, 5);
      const after = rebase(
        { ...emptyBaseline, coverage },
        snapshot({ unread: { grants: 'scope' } }),
      );
      expect(after.coverage.grants).toEqual({ since, failures: 6, lost: 6 });
    });
  });

  test('what was never read has no coverage to lose', () => {
    expect(
      rebase(emptyBaseline, snapshot({ unread: { login: 'scope' } })).coverage.login,
    ).toBeUndefined();
  });

  describe('the toggle', () => {
    const asOf = '2026-11-20T08:00:00.000Z';
    const on = { state: 'on', basis: 'log', asOf } as const;

    test.each([
      on,
      { ...on, basis: 'api-field' },
      { ...on, state: 'off', basis: 'probe' },
      { ...on, state: 'off', basis: 'declared' },
    ] as const)('its first known state is adopted: $state by $basis', (toggle) => {
      expect(rebaseWith(emptyBaseline, snapshot({}), toggle).toggle).toEqual(toggle);
    });

    test.each([
      unknownToggle,
      { state: 'expected-off', basis: 'vendor-schedule', asOf: '2026-10-23T00:00:00.000Z' },
    ] as const)('$state is no known state, and is not adopted', (toggle) => {
      expect(rebaseWith(emptyBaseline, snapshot({}), toggle)).not.toHaveProperty('toggle');
    });

    test('what was adopted stays, whatever it is later', () => {
      const first = rebaseWith(emptyBaseline, snapshot({}), on);
      for (const later of [
        { ...on, state: 'off' },
        { ...on, basis: 'probe' },
        unknownToggle,
      ] as const) {
        expect(rebaseWith(first, snapshot({}), later).toggle).toEqual(on);
      }
    });
  });
});
