import { describe, expect, test } from 'vitest';
import { createAgenda } from '../../scripts/bench/fleet/agenda.ts';
import type { DeployedFunction } from '../../scripts/bench/fleet/deployed.ts';
import { createLambda } from '../../scripts/bench/fleet/lambda.ts';
import { createLeases } from '../../scripts/bench/fleet/leases.ts';
import { functionOf } from './bench-fleet-sample.ts';

/** Lambda from moment 0 on; what happens in it is noted as `name@second`. */
function lambdaOf(quota: number) {
  const agenda = createAgenda(0);
  const lambda = createLambda({ agenda, quota, coldMs: 500, idleMs: 600_000 });
  const told: string[] = [];
  const note = (what: string) => void told.push(`${what}@${agenda.now() / 1000}`);
  const start = (name: string, ms: number, parts: Partial<DeployedFunction> = {}, fails = false) =>
    lambda.invoke({
      function: functionOf('watch', parts),
      begin(attempt) {
        note(`${name} ${attempt}`);
        return { ms, fails, over: (failed) => note(`${name} ${failed ? 'fails' : 'ends'}`) };
      },
      givenUp: () => note(`${name} given up`),
    });
  return { agenda, lambda, told, start };
}

describe('Lambda', () => {
  test('tries again without a place, after twice as long each time', () => {
    const { agenda, lambda, told, start } = lambdaOf(1);
    start('a', 10_000);
    start('b', 1000);
    agenda.run();
    expect(told).toEqual(['a 1@0.5', 'a ends@10.5', 'b 1@15', 'b ends@16']);
    expect(lambda.counts).toMatchObject({ throttles: 4, peak: 1, invocations: 2, coldStarts: 1 });
  });

  test('waits for at most five minutes between two tries, and gives up once patience is over', () => {
    const { agenda, lambda, told, start } = lambdaOf(1);
    start('a', 900_000, { patienceMs: 60_000 });
    start('b', 1000, { patienceMs: 300_000 });
    start('c', 1000);
    agenda.run();
    // After 1, 2, 4, … 256 s, and then 300.
    expect(told).toEqual(['a 1@0.5', 'b given up@511', 'a ends@900.5', 'c 1@1111', 'c ends@1112']);
    expect(lambda.counts.throttles).toBe(9 + 11);
  });

  test('tries a run that failed twice again, after one minute and after two', () => {
    const { agenda, lambda, told, start } = lambdaOf(9);
    start('a', 1000, {}, true);
    agenda.run();
    expect(told).toEqual([
      'a 1@0.5',
      'a fails@1.5',
      'a 2@62',
      'a fails@63',
      'a 3@183.5',
      'a fails@184.5',
      'a given up@184.5',
    ]);
    expect(lambda.counts).toMatchObject({ errors: 3, invocations: 3, coldStarts: 3 });
  });

  test('begins with short waits for a place again, when a run is tried again', () => {
    const { agenda, told, start } = lambdaOf(1);
    start('a', 900_000, { patienceMs: 0 });
    start('b', 1000, { retries: 1 }, true);
    agenda.at(1_111_000 + 60_000, () => start('c', 10_000));
    agenda.run();
    // Between them, 1, 2, 4 and 8 s from when its minute was over.
    expect(told.filter((one) => /^b \d/.test(one))).toEqual(['b 1@1111', 'b 2@1187']);
  });

  test('tries again as often as is deployed, and not when patience is over', () => {
    const { agenda, told, start } = lambdaOf(9);
    start('a', 1000, { retries: 1 }, true);
    start('b', 1000, { patienceMs: 30_000 }, true);
    agenda.run();
    const last = told.filter((one) => one.includes('given up'));
    expect(last).toEqual(['b given up@61.5', 'a given up@63']);
  });

  test('ends what takes longer than it may', () => {
    const { agenda, told, start } = lambdaOf(9);
    start('a', Infinity, { retries: 0 });
    agenda.run();
    expect(told).toEqual(['a 1@0.5', 'a fails@900.5', 'a given up@900.5']);
  });

  test('keeps an environment for a while, for its own function', () => {
    const { agenda, lambda, told, start } = lambdaOf(9);
    start('a', 1000);
    agenda.at(601_500, () => start('b', 1000));
    agenda.at(601_500, () => start('c', 1000));
    agenda.at(601_500, () => start('d', 1000, { name: 'another' }));
    agenda.at(1_300_000, () => start('e', 1000));
    agenda.run();
    expect(told.filter((one) => one.includes(' 1@'))).toEqual([
      'a 1@0.5',
      'b 1@601.5',
      'c 1@602',
      'd 1@602',
      'e 1@1300.5',
    ]);
    expect(lambda.counts).toMatchObject({ coldStarts: 4, peak: 3, ranMs: 5 * 1000 + 4 * 500 });
  });
});

test('an agenda goes by time, then by the order in which things were put down', () => {
  const agenda = createAgenda(0);
  const told: string[] = [];
  const moments = [5, 3, 3, 9, 1, 3, 7, 2];
  for (const [i, moment] of moments.entries()) {
    agenda.at(moment, () => void told.push(`${moment} ${i}`));
  }
  agenda.at(4, () => agenda.at(4, () => void told.push('4 late')));
  agenda.run();
  expect(told).toEqual(['1 4', '2 7', '3 1', '3 2', '3 5', '4 late', '5 0', '7 6', '9 3']);
  expect(() => agenda.at(8, () => {})).toThrow('past');
});

test('a tenant is held by one, until it is let go or the one who died has been gone for a minute', () => {
  let now = 0;
  const leases = createLeases(() => now);
  expect(leases.take('a', 'watch')).toBeNull();
  expect(leases.take('a', 'pulse')).toBe('watch');
  expect(leases.take('b', 'pulse')).toBeNull();
  leases.release('a');
  expect(leases.take('a', 'pulse')).toBeNull();
  leases.abandon('a');
  now = 59_999;
  expect(leases.take('a', 'watch')).toBe('pulse');
  now = 60_000;
  expect(leases.take('a', 'watch')).toBeNull();
});
