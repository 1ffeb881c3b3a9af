import { expect, it } from 'vitest';
import { builtPages, scriptsNamedBy, zippedKilobytes } from './support/firstScripts.ts';

/** What the browser has to fetch and read before a page can be clicked; schemas and pictures come after. */
it('names at most 200 kB of scripts on every page', async () => {
  const pages = await builtPages();
  expect(pages).toContain('index.html');
  for (const page of pages) {
    const paths = await scriptsNamedBy(page);
    expect(paths.length, page).toBeGreaterThan(5);
    expect(await zippedKilobytes(paths), page).toBeLessThanOrEqual(200);
  }
});
