import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * A bundled file keeps its own address, from which it finds others.
 *
 * @type {import('esbuild').Plugin}
 */
const ownAddresses = {
  name: 'own-addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }));
  },
};

/**
 * Makes one JavaScript file of TypeScript. The workspace's packages stay outside, so that what runs is what is built
 * and shipped.
 *
 * @param {import('esbuild').BuildOptions} options
 */
export async function bundleScript(options) {
  await build({
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [ownAddresses],
    ...options,
  });
}
