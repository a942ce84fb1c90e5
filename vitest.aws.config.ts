import { defineConfig } from 'vitest/config';

export default defineConfig({
  // One deployment that the tests share and change, in the order in which they are written.
  test: {
    include: ['test/aws/**/*.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 90_000,
    hookTimeout: 240_000,
  },
});
