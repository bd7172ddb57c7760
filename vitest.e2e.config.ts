import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Suites that need more than Node, or more time: each has a runner under scripts/. */
export default defineConfig({
  ...base,
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
