import { defineConfig } from 'vitest/config';

/** Suites that need more than Node: each has a runner under scripts/. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
