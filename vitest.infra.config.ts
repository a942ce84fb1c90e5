import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// Apart from the other tests, which are to end within a minute: CDK alone takes seconds to load and to synthesise.
export default defineConfig({
  test: { ...base.test, include: ['test/infra/**/*.test.ts'], exclude: [] },
});
