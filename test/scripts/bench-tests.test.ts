import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { holds } from '../../scripts/bench/line.ts';
import { testsPart } from '../../scripts/bench/tests.ts';
import { counted, cpuSecondsIn } from '../../scripts/bench/tests/measure.ts';

const found = {
  wallSeconds: 48.4,
  cpuSeconds: 93.2,
  tests: 5600,
  files: 301,
  withoutNetwork: true,
  slowest: [{ file: 'test/jobs/watch.test.ts', seconds: 7.25 }],
} as const;

test.each([
  [60, true],
  [60.1, false],
])('%d s: held is %s', (wallSeconds, held) => {
  const [line] = testsPart.lines({ ...found, wallSeconds });
  expect(line && holds(line)).toBe(held);
  expect(line).toMatchObject({ measured: wallSeconds, bound: 60, exact: false });
});

describe('the page', () => {
  test('says how long, how many and which are slowest', () => {
    const page = testsPart.page(found);
    expect(page).toContain('5600 tests in 301 files, in 48 s and 93 s of processor time');
    expect(page).toMatch(/\| `test\/jobs\/watch\.test\.ts` +\| 7\.3 +\|/);
  });

  test('claims no more of the network than was seen', () => {
    expect(testsPart.page(found)).toContain('loopback and nothing else');
    const page = testsPart.page({ ...found, withoutNetwork: null });
    expect(page).toContain('could not be seen');
    expect(page).not.toContain('nothing else');
  });
});

describe('processor time', () => {
  test('is what the shell says of its children', () => {
    expect(cpuSecondsIn('ok\n0m0.01s 0m0.02s\n1m33.25s 0m12.5s\n')).toBe(105.75);
  });

  test('is not guessed', () => {
    expect(() => cpuSecondsIn('ok\n')).toThrow('the shell said no times: ok');
  });
});

test('of the files the ten slowest are kept, by their paths in the repository', () => {
  const root = join(import.meta.dirname, '../..');
  const testResults = Array.from({ length: 12 }, (_, index) => ({
    name: join(root, `test/${index}.test.ts`),
    startTime: 1000,
    endTime: 1000 + 500 * index,
  }));
  const { tests, files, slowest } = counted({ numTotalTests: 40, testResults });
  expect([tests, files, slowest.length]).toEqual([40, 12, 10]);
  expect(slowest[0]).toEqual({ file: 'test/11.test.ts', seconds: 5.5 });
  expect(slowest[9]).toEqual({ file: 'test/2.test.ts', seconds: 1 });
});
