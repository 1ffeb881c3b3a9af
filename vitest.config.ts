import { defineConfig } from 'vitest/config';

/** Tests read the sources of every workspace, so a test run needs no build. */
const resolve = { conditions: ['twin-source', 'node', 'import'] };
const ssr = { resolve: { conditions: ['twin-source', 'node', 'import'] } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'], testTimeout: 60_000 },
      },
    ],
  },
});
