import { readFileSync } from 'node:fs';
import { StepFailure } from './command.js';

/**
 * Two repairs of what Prisma's client keeps in memory for as long as a process lives, 16 MB in each (ADR 30). They
 * are made to the text of the pinned version, and fail the build when that has changed.
 *
 * @type {import('esbuild').Plugin}
 */
export const leanPrisma = {
  name: 'lean-prisma',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /@prisma[/\\]client[/\\]runtime[/\\]client\.m?js$/ }, ({ path }) => ({
      contents: withSparseEdges(readFileSync(path, 'utf8')),
    }));
    onLoad(
      { filter: /query_compiler_\w+\.postgresql\.wasm-base64\.m?js$/, namespace: 'file' },
      ({ path }) => ({
        contents: `import { readFileSync } from 'node:fs';
import file from 'query-compiler.wasm';
export const wasm = readFileSync(new URL(file, import.meta.url));`,
        pluginData: path,
      }),
    );
    onResolve({ filter: /^query-compiler\.wasm$/ }, ({ path, pluginData }) => ({
      ...{ path, pluginData, namespace: 'query-compiler' },
    }));
    onLoad({ filter: /./, namespace: 'query-compiler' }, ({ pluginData }) => ({
      contents: binaryIn(readFileSync(pluginData, 'utf8')),
      loader: 'file',
    }));
  },
};

/**
 * Its table of queries has some 3,000 nodes with a few edges each, under keys of up to a thousand. V8 gives an array
 * of that length to each, nearly all of it holes; one key that is far away makes it a hash table instead.
 *
 * @param {string} code
 */
function withSparseEdges(code) {
  const parts = code.split(
    /(?<=[,;]\w+=)\{\}(?=;for\(let \w+=0;\w+<\w+;\w+\+\+\)\{let \w+=this\.#\w+\(\),\w+=this)/,
  );
  if (parts.length !== 3) throw changed(`${parts.length - 1} tables of edges`);
  return parts.join('{4e9:null}');
}

/**
 * The query compiler stands there in letters, which are kept twice; in a file it is read as it is.
 *
 * @param {string} code
 */
function binaryIn(code) {
  const text = /const wasm = "([A-Za-z0-9+/=]+)"/.exec(code)?.[1];
  if (text === undefined) throw changed('no compiler');
  return Buffer.from(text, 'base64');
}

/** @param {string} found */
function changed(found) {
  return new StepFailure(
    `Prisma's client has changed: ${found} where it was known`,
    'mend packages/launcher/bin/ensure/leanPrisma.js, or leave it out of bundle.js at the cost of memory',
  );
}
