import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// Apart from the other tests, which are to end within a minute: CDK alone takes seconds to load and to synthesise, and the
// scripts that write documents are started in a copy of the repository.
export default defineConfig({
  test: {
    ...base.test,
    include: ['test/infra/**/*.test.ts', 'test/scripts/in-a-copy.test.ts'],
    exclude: [],
  },
});
