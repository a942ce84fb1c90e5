import { defineConfig } from 'vitest/config';
import base, { faults, inPart } from './vitest.config.ts';

// `npm test` is to end within a minute and leaves these to this command: runs that meet faults, runs that are stopped
// at every write, and thousands of histories of findings; there it stops them at some, and plays some hundreds.
export default defineConfig({
  test: {
    ...base.test,
    include: [...faults, ...inPart],
    exclude: [],
    env: { STRICTWATCH_EVERY_WRITE: '1' },
  },
});
