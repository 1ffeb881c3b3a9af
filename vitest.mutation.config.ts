import { defineConfig } from 'vitest/config';

/** What Stryker runs on each mutant: the tests of one folder, which `npm run mutation` names. */
const conditions = ['twin-source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['**/*.test.{ts,js}'],
    // The copy in which faults are planted lies in .cache, which is left out by default.
    exclude: ['**/node_modules/**'],
    globalSetup: process.env['TWIN_MUTATION_SETUP'] ?? [],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
