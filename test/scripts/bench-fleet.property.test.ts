import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { troubleNames, type Kind } from '../../scripts/bench/fleet/troubles.ts';
import { extraSeconds, simulate, type Outcome } from '../../scripts/bench/fleet/simulate.ts';
import { allWell, smallFleet, withTrouble } from './bench-fleet-sample.ts';

const kind: fc.Arbitrary<Kind> = fc.constantFrom('healthy', 'healthy', ...troubleNames);
const shape = fc.record({
  seed: fc.string(),
  cells: fc.integer({ min: 1, max: 3 }),
  windowMinutes: fc.integer({ min: 0, max: 15 }),
});
const some = fc.record({ kinds: fc.array(kind, { minLength: 1, maxLength: 12 }), shape });

function endsIn({ ends }: Outcome): number {
  return Object.values(ends).reduce((sum: number, count: number) => sum + count, 0);
}

test('every start ends in exactly one way, whatever goes wrong and however few places there are', () => {
  fc.assert(
    fc.property(
      some,
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      fc.boolean(),
      ({ kinds, shape }, quota, hasTrouble, isSpread) => {
        const scenario = { quota, hasTrouble, isSpread, days: 1 };
        const { outcome } = simulate(smallFleet(kinds, shape), scenario);
        expect(endsIn(outcome)).toBe(outcome.starts.due + outcome.starts.twice);
        expect(outcome.lambda.peak).toBeLessThanOrEqual(quota);
      },
    ),
    { numRuns: 40 },
  );
});

test('where there are places enough no healthy tenant waits, or is missed but for pulse', () => {
  fc.assert(
    fc.property(some, ({ kinds, shape }) => {
      const fleet = smallFleet(kinds, shape);
      const trouble = simulate(fleet, withTrouble);
      const { healthy, ends, lambda } = trouble.outcome;
      expect(lambda.throttles).toBe(0);
      expect(healthy.due).toBe(24 * kinds.filter((one) => one === 'healthy').length);
      expect(healthy.missed).toBeLessThanOrEqual(ends.heldByPulse + ends.failed);
      const well = simulate(fleet, allWell);
      expect(extraSeconds(trouble, well, ({ waitedMs }) => waitedMs)).toBe(0);
      expect(well.outcome.healthy.missed).toBeLessThanOrEqual(well.outcome.ends.heldByPulse);
    }),
    { numRuns: 40 },
  );
});

test('one seed has one outcome', () => {
  fc.assert(
    fc.property(some, ({ kinds, shape }) => {
      const [first, again] = [1, 2].map(() => simulate(smallFleet(kinds, shape), withTrouble));
      expect(again).toEqual(first);
    }),
    { numRuns: 10 },
  );
});

test('another seed has other luck', () => {
  const kinds: Kind[] = ['healthy', 'healthy', 'trickle'];
  const delays = ['one', 'two'].map(
    (seed) => simulate(smallFleet(kinds, { seed }), withTrouble).outcome.healthy.delays,
  );
  expect(delays[0]).not.toEqual(delays[1]);
});
