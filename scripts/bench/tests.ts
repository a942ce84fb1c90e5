import type { Part } from './part.ts';
import type { TestsFound } from './tests/found.ts';
import { measureTests } from './tests/measure.ts';
import { testsPage } from './tests/page.ts';

/** How long somebody waits for `npm test`. */
export const testsPart: Part<TestsFound> = {
  measure({ progress }) {
    progress('npm test');
    return measureTests();
  },
  lines: ({ wallSeconds, tests }) => [
    {
      on: 'after install, without a network',
      what: '`npm test`',
      unit: 's',
      measured: wallSeconds,
      bound: 60,
      floor: null,
      exact: false,
    },
    {
      on: 'after install, without a network',
      what: 'tests it runs',
      unit: 'tests',
      measured: tests,
      bound: null,
      floor: null,
      exact: false,
    },
  ],
  page: testsPage,
};
