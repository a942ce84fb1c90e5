import { expect, test } from 'vitest';
import { firstSeed, search } from './search.ts';

const count = 60;

test(`${count} random schedules of faults, seed ${firstSeed()}: nothing is lost, wrongly resolved or left unrepaired`, async () => {
  const { failure } = await search(firstSeed(), count);
  expect(failure).toBeNull();
}, 60_000);
