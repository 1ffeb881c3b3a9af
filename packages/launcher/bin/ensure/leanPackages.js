import { readFileSync } from 'node:fs';
import { StepFailure } from './command.js';

/**
 * Three repairs of packages that hold memory for nothing as long as a process lives (ADR 30). They are made to the
 * text of pinned versions, and fail the build when that has changed.
 *
 * @type {import('esbuild').Plugin}
 */
export const leanPackages = {
  name: 'lean-packages',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[/\\]pg[/\\]lib[/\\]stream\.js$/ }, ({ path }) => ({
      contents: onNode(readFileSync(path, 'utf8')),
    }));
    onLoad({ filter: /@prisma[/\\]client[/\\]runtime[/\\]client\.m?js$/ }, ({ path }) => ({
      contents: withSparseEdges(readFileSync(path, 'utf8')),
    }));
    onLoad({ filter: /postgresql\.wasm-base64\.m?js$/, namespace: 'file' }, ({ path }) => ({
      contents: `import { readFileSync } from 'node:fs';
import file from 'query-compiler.wasm';
export const wasm = readFileSync(new URL(file, import.meta.url));`,
      pluginData: path,
    }));
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
 * pg makes an answer to a web request to learn where it runs, for which Node loads all that fetch needs.
 *
 * @param {string} code
 */
function onNode(code) {
  return parted('pg', code, /if \(isCloudflareRuntime\(\)\)/, 2).join('if (false)');
}

/**
 * Prisma's table of queries has some 3,000 nodes with a few edges each, under keys of up to a thousand. V8 gives an
 * array of that length to each, nearly all of it holes; one key that is far away makes it a hash table instead.
 *
 * @param {string} code
 */
function withSparseEdges(code) {
  const edges = /(?<=[,;]\w+=)\{\}(?=;for\(let \w+=0;\w+<\w+;\w+\+\+\)\{let \w+=this\.#\w+\(\),\w+=this)/;
  return parted('@prisma/client', code, edges, 3).join('{4e9:null}');
}

/**
 * Prisma's query compiler stands there in letters, which are kept twice; in a file it is read as it is.
 *
 * @param {string} code
 */
function binaryIn(code) {
  const [, text = ''] = parted('@prisma/client', code, /const wasm = "|";/, 3);
  return Buffer.from(text, 'base64');
}

/** @param {string} name @param {string} code @param {RegExp} at @param {number} count */
function parted(name, code, at, count) {
  const parts = code.split(at);
  if (parts.length === count) return parts;
  throw new StepFailure(
    `${name} is no longer what packages/launcher/bin/ensure/leanPackages.js mends`,
    'mend it there, or leave the repair out at the cost of memory',
  );
}
