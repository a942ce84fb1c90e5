import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// `npm test` stops runs at some of their writes; here they are stopped at each.
export default defineConfig({
  test: {
    ...base.test,
    include: ['test/jobs/*crash.test.ts', 'test/adapters/dynamo/crash.test.ts'],
    env: { STRICTWATCH_EVERY_WRITE: '1' },
  },
});
