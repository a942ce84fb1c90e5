import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Left to `npm run test:faults`. */
export const faults = [
  'test/adapters/dynalite.test.ts',
  'test/adapters/dynalite/large-items.test.ts',
  'test/adapters/dynamo.contract.test.ts',
  'test/adapters/dynamo/crash.test.ts',
  'test/adapters/dynamo/hanging.test.ts',
  'test/adapters/dynamo/log-bounds.test.ts',
  'test/cli/disk-full.test.ts',
  'test/cli/faults.test.ts',
  'test/cli/report-damaged.test.ts',
  'test/faults/many-schedules-1.test.ts',
  'test/faults/many-schedules-2.test.ts',
  'test/faults/matrix.test.ts',
  'test/jobs/pulse-crash.test.ts',
  'test/jobs/pulse-telling.test.ts',
];

/** Played in part by `npm test`, as test/thorough.ts and what asks it say; whole by `npm run test:faults`. */
export const inPart = globSync('test/**/*.test.ts').filter((file) =>
  /\b(?:casesOf|isThorough|stopsIn)\b|\bcreateWorld\b[^]*from '\.\/world\.ts'/.test(
    readFileSync(file, 'utf8'),
  ),
);

export default defineConfig({
  // Tests share nothing they change, so files may share a process: a third of the time is starting them. Many wait
  // for a simulated Slack or Auth0 that is slow, so there are more workers than cores; a percentage would be capped at their number.
  test: {
    isolate: false,
    maxWorkers: 2 * availableParallelism(),
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/aws/**',
      'test/browser/**',
      'test/infra/**',
      'test/schemas/**',
      'test/scripts/in-a-copy.test.ts',
      ...faults,
    ],
    setupFiles: ['test/setup.ts'],
    testTimeout: 20_000,
  },
});
