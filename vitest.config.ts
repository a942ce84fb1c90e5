import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests share nothing they change, so files may share a process: a third of the time is starting them. Many wait
  // for a simulated Slack or Auth0 that is slow, so there are more workers than cores.
  test: {
    isolate: false,
    maxWorkers: '200%',
    include: ['test/**/*.test.ts'],
    exclude: ['test/aws/**', 'test/infra/**'],
    testTimeout: 20_000,
  },
});
