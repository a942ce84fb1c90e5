import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bases, toggleLadder, type ToggleLadder } from '../../functions/core/toggle.ts';
import type { ToggleEvidence, ToggleProof } from '../../functions/core/toggle-evidence.ts';
import type { Tenant } from '../../functions/core/tenant.ts';
import { casesOf } from '../thorough.ts';

const hourMs = 3_600_000;
const from = Date.parse('2026-08-01T00:00:00Z');
const days = 150;

/** Whole hours, so that two proofs are often from the same moment. */
const moments = fc.integer({ min: 0, max: days * 24 }).map((hours) => from + hours * hourMs);
const states = fc.constantFrom<ToggleProof['state'][]>('on', 'off');
const proofs = fc.record({ state: states, asOf: moments.map(iso) });
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });

const evidences: fc.Arbitrary<ToggleEvidence> = fc
  .record({
    apiField: maybe(proofs),
    log: maybe(proofs),
    hoursBefore: maybe(fc.integer({ min: 1, max: 60 * 24 })),
    probe: maybe(proofs),
    notice: maybe(fc.record({ asOf: moments.map(iso), text: fc.string(), logId: fc.string() })),
  })
  .map(({ hoursBefore, ...rest }) => ({ ...rest, logBefore: beforeOf(rest.log, hoursBefore) }));

/** As it is remembered: older than the newest, and of the other state. */
function beforeOf(log: ToggleProof | null, hours: number | null): ToggleProof | null {
  if (log === null || hours === null) return null;
  const asOf = iso(Date.parse(log.asOf) - hours * hourMs);
  return { state: log.state === 'on' ? 'off' : 'on', asOf };
}

const declarations: fc.Arbitrary<Tenant['declared']['toggle']> = fc.option(
  fc.record({
    state: states,
    by: fc.constant('Sam'),
    on: moments.map(dayOf),
    until: moments.map(dayOf),
  }),
  { nil: undefined },
);

const kinds = ['apiField', 'log', 'probe'] as const;
const basisOf = { apiField: 'api-field', log: 'log', probe: 'probe' } as const;

test('on or off is only what a rung says that counts now, and exactly one rung gives it', () => {
  fc.assert(
    fc.property(evidences, declarations, moments, (evidence, declared, now) => {
      const ladder = toggleLadder(evidence, declared, new Date(now));
      const winners = ladder.rungs.filter(({ wins }) => wins);
      const said = ladder.rungs.filter(({ says }) => says !== null);
      expect(winners).toHaveLength(said.length === 0 ? 0 : 1);
      expect(ladder.state).toBe(winners[0]?.says ?? 'unknown');
      expect(ladder.basis).toBe(winners[0]?.basis ?? 'unknown');
      expect(ladder.rungs.every(({ because }) => because !== '')).toBe(true);
    }),
  );
});

test('no proof counts that is older than 30 days, more than a day ahead or from before the deadline', () => {
  const deadline = Date.parse('2026-10-23T00:00:00Z');
  fc.assert(
    fc.property(evidences, moments, (evidence, now) => {
      const { basis, asOf } = toggleLadder(evidence, undefined, new Date(now));
      if (basis === 'unknown' || basis === 'vendor-schedule') return;
      const at = Date.parse(asOf ?? '');
      expect(now - at).toBeLessThanOrEqual(30 * 24 * hourMs);
      expect(at - now).toBeLessThanOrEqual(24 * hourMs);
      expect(now >= deadline && at < deadline).toBe(false);
    }),
  );
});

test('a proof that is older than all others never changes the state', () => {
  fc.assert(
    fc.property(
      evidences,
      fc.constantFrom(...kinds),
      states,
      moments,
      fc.integer({ min: 1, max: 40 * 24 }),
      (evidence, kind, state, now, hours) => {
        const without = { ...evidence, [kind]: null };
        const before = toggleLadder(without, undefined, new Date(now));
        const oldest = Math.min(...provenAt(before));
        fc.pre(Number.isFinite(oldest));
        const older = { state, asOf: iso(oldest - hours * hourMs) };
        const after = toggleLadder({ ...without, [kind]: older }, undefined, new Date(now));
        expect(after.state).toBe(before.state);
        // Where it agrees it may be the stronger basis; where it does not it changes nothing at all.
        const rank = bases.indexOf(before.basis) - bases.indexOf(after.basis);
        expect(state === before.state ? rank : Math.abs(rank) * -1).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

test('a proof that is newer than all others, and counts, decides the state', () => {
  fc.assert(
    fc.property(
      evidences,
      declarations,
      fc.constantFrom(...kinds),
      states,
      moments,
      (given, declared, kind, state, now) => {
        // What the log said before is remembered of the entry that is replaced here.
        const evidence = kind === 'log' ? { ...given, logBefore: null } : given;
        const before = toggleLadder({ ...evidence, [kind]: null }, declared, new Date(now));
        const newest = Math.max(now, ...provenAt(before));
        const newer = { ...evidence, [kind]: { state, asOf: iso(newest + 1) } };
        fc.pre(newest + 1 - now <= 24 * hourMs && !isAheadOf(now, given));
        expect(toggleLadder(newer, declared, new Date(now)).state).toBe(state);
      },
    ),
  );
});

test('what is shown of a disagreement is complete: no conflict only when all that is said agrees', () => {
  fc.assert(
    fc.property(evidences, declarations, moments, (evidence, declared, now) => {
      const { rungs, conflicts, state } = toggleLadder(evidence, declared, new Date(now));
      const said = rungs.flatMap(({ says, basis }) =>
        says === null || (basis === 'vendor-schedule' && state !== 'on') ? [] : [says === 'on'],
      );
      expect(conflicts.length > 0).toBe(new Set(said).size > 1);
    }),
  );
});

test('nothing counts that a newer proof contradicted, whether that one still counts or not', () => {
  fc.assert(
    fc.property(evidences, declarations, moments, (evidence, declared, now) => {
      const { state, basis, asOf } = toggleLadder(evidence, declared, new Date(now));
      if (basis === 'unknown' || basis === 'vendor-schedule') return;
      const { apiField, log, logBefore, probe } = evidence;
      const newer = [apiField, log, logBefore, probe].filter((proof) => {
        const at = Date.parse(proof?.asOf ?? '');
        return at <= now + 24 * hourMs && at > Date.parse(asOf ?? '');
      });
      expect(newer.filter((proof) => proof?.state !== state)).toEqual([]);
    }),
  );
});

test('time alone never turns a proven state into the other', () => {
  const evidence = fc.record({ from: evidences, now: moments, hours: fc.nat(40 * 24) });
  fc.assert(
    fc.property(evidence, ({ from: seen, now, hours }) => {
      const at = [now, now + hours * hourMs].map((ms) => new Date(ms));
      const { apiField, log, probe } = seen;
      fc.pre([apiField, log, probe].every((one) => one === null || Date.parse(one.asOf) <= now));
      const [before, after] = at.map((moment) => toggleLadder(seen, undefined, moment).state);
      expect([before, 'unknown', 'expected-off']).toContain(after);
    }),
    { numRuns: casesOf(3_000) },
  );
});

test('the older log entry takes away what counts at most, and never makes another state known', () => {
  fc.assert(
    fc.property(evidences, declarations, moments, (evidence, declared, now) => {
      fc.pre(!isAheadOf(now, evidence));
      const [withIt, bare] = [evidence, { ...evidence, logBefore: null }].map(
        (seen) => toggleLadder(seen, declared, new Date(now)).state,
      );
      expect([bare, 'unknown', 'expected-off']).toContain(withIt);
    }),
  );
});

/** The older of two entries is not read without the newer, which alone can be too far ahead to count. */
function isAheadOf(now: number, { log }: ToggleEvidence): boolean {
  return log !== null && Date.parse(log.asOf) > now;
}

test('a notice never changes what counts', () => {
  fc.assert(
    fc.property(evidences, declarations, moments, (evidence, declared, now) => {
      const bare = { ...evidence, notice: null };
      const facts = ({ state, basis, asOf, conflicts }: ToggleLadder) => ({
        state,
        basis,
        asOf,
        conflicts,
      });
      const at = new Date(now);
      expect(facts(toggleLadder(evidence, declared, at))).toEqual(
        facts(toggleLadder(bare, declared, at)),
      );
    }),
  );
});

/** When the proofs are from that say something. */
function provenAt({ rungs }: ToggleLadder): number[] {
  const names: readonly string[] = Object.values(basisOf);
  return rungs.flatMap(({ basis, says, asOf }) =>
    says !== null && names.includes(basis) ? [Date.parse(asOf ?? '')] : [],
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function dayOf(ms: number): string {
  return iso(ms).slice(0, 10);
}
