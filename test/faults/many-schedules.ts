import { expect, test } from 'vitest';
import { firstSeed, search } from './search.ts';

const count = 5_000;

/** One of two halves, each in a file of its own, so that each has a processor. */
export function manySchedules(half: 1 | 2): void {
  const from = firstSeed() + (half - 1) * count;
  test(`${count} random schedules of faults from seed ${from} on: nothing is lost, wrongly resolved or left unrepaired`, async () => {
    const { failure } = await search(from, count);
    expect(failure).toBeNull();
  }, 600_000);
}
