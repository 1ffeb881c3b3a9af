import { expect, it } from 'vitest';
import { scriptsNamedBy, zippedKilobytes } from './support/firstScripts.ts';

/** What the browser has to fetch and read before the dashboard can be clicked; schemas and pictures come after. */
it('names at most 200 kB of scripts on the dashboard', async () => {
  const paths = await scriptsNamedBy('index.html');
  expect(paths.length).toBeGreaterThan(5);
  expect(await zippedKilobytes(paths)).toBeLessThanOrEqual(200);
});
