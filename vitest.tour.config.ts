import { defineConfig } from 'vitest/config';

/** npm run tour: the pictures of docs/screenshots; no part of npm test, since it judges nothing. */
export default defineConfig({
  resolve: { conditions: ['twin-source', 'node'] },
  test: { name: 'tour', include: ['e2e/tour.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
