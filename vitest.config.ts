import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests read the sources of every workspace, so a test run needs no build. */
const resolve = { conditions: ['twin-source', 'node'] };
const ssr = { resolve: { conditions: ['twin-source', 'node'] } };

export default defineConfig({
  test: {
    // One less than there are processors is the default, which on two leaves one idle.
    maxWorkers: Math.max(2, availableParallelism()),
    // `npm run coverage`: what computes and what reads files, by their own tests.
    coverage: {
      provider: 'v8',
      include: ['packages/{engine,formats}/src/**/*.ts'],
      exclude: ['**/*.{test,testkit}.ts'],
      reporter: ['text-summary', 'html'],
      reportsDirectory: '.cache/coverage',
      thresholds: {
        'packages/engine/src/**': { branches: 90 },
        'packages/formats/src/**': { branches: 90 },
      },
    },
    projects: [
      {
        resolve,
        ssr,
        test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'bff',
          include: ['apps/bff/test/**/*.test.ts'],
          globalSetup: 'apps/bff/test/support/globalSetup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Files share the loaded modules of a worker: none changes a module, and loading them is slow.
          isolate: false,
        },
      },
      {
        resolve: { conditions: ['twin-source', 'browser', 'import'] },
        test: {
          name: 'web',
          environment: 'happy-dom',
          include: ['apps/web/{src,test}/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
        },
      },
      {
        resolve,
        ssr,
        // The built product as processes, so `npm run build` comes first; npm test does that.
        test: {
          name: 'stack',
          include: ['packages/launcher/test/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr,
        // The built product in a real browser; a journey's steps build on each other.
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
