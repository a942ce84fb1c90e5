import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests share nothing they change, so files may share a process: a third of the time is starting them.
  test: {
    isolate: false,
    maxWorkers: '100%',
    include: ['test/**/*.test.ts'],
    exclude: ['test/aws/**'],
    testTimeout: 20_000,
  },
});
