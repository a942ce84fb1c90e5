import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// One Chromium that the tests of a file share; apart from `npm test`, which is to run where there is no browser.
export default defineConfig({
  test: {
    ...base.test,
    include: ['test/browser/**/*.test.ts'],
    exclude: [],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
