import { defineConfig } from 'vitest/config';

/** Left to `npm run test:faults`. */
export const faults = [
  'test/adapters/dynamo/crash.test.ts',
  'test/adapters/dynamo/hanging.test.ts',
  'test/adapters/memory-dynamo.test.ts',
  'test/cli/disk-full.test.ts',
  'test/cli/faults.test.ts',
  'test/faults/matrix.test.ts',
  'test/faults/many-schedules-1.test.ts',
  'test/faults/many-schedules-2.test.ts',
  'test/jobs/pulse-crash.test.ts',
  'test/jobs/pulse-telling.test.ts',
];

export default defineConfig({
  // Tests share nothing they change, so files may share a process: a third of the time is starting them. Many wait
  // for a simulated Slack or Auth0 that is slow, so there are more workers than cores.
  test: {
    isolate: false,
    maxWorkers: '200%',
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
