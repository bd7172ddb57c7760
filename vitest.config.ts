import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // The rules import the package by its own name, as a rule in somebody else's repository does.
  resolve: {
    alias: [
      { find: /^byo-net\/rule$/, replacement: here('./src/rule.ts') },
      { find: /^byo-net$/, replacement: here('./src/index.ts') },
    ],
  },
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});
