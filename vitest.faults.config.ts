import { defineConfig } from 'vitest/config';
import base, { faults } from './vitest.config.ts';

// `npm test` is to end within a minute and leaves these to this command: runs that meet faults, and runs that are stopped
// at every write; there it stops them at some.
export default defineConfig({
  test: {
    ...base.test,
    include: [...faults, 'test/jobs/crash.test.ts'],
    exclude: [],
    env: { STRICTWATCH_EVERY_WRITE: '1' },
  },
});
