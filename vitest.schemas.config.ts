import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The first test installs the schemas; the others wait for it.
  test: {
    include: ['test/schemas/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 240_000,
  },
});
