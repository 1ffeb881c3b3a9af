import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { ThreadEntries } from '../../src/composition.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
/** Inside node_modules, so that the packages which stay outside the bundle are found. */
const BUNDLES = join(HERE, '../../../../node_modules/.cache/twin-tests');

const SOURCES: Record<keyof ThreadEntries, string> = {
  preview: 'imports/previewThread.ts',
  candles: 'market/candleThread.ts',
  report: 'biases/reportThread.ts',
  rules: 'rules/rulesThread.ts',
};

/** Node runs no TypeScript, so the threads are bundled once a file before it starts them. */
export async function bundleThreads(): Promise<Required<ThreadEntries>> {
  const folder = join(BUNDLES, `threads-${process.pid}`);
  await mkdir(folder, { recursive: true });
  const entries = Object.entries(SOURCES).map(async ([name, source]) => {
    const outfile = join(folder, `${name}.mjs`);
    await build({
      entryPoints: [join(HERE, '../../src/modules', source)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['twin-source'],
      external: ['zod'],
      logLevel: 'error',
    });
    return [name, pathToFileURL(outfile)] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Required<ThreadEntries>;
}
