#!/usr/bin/env node
// Writes generated histories with the TypeScript scorer's tags as JSON lines, for the Python tests to compare.
//   node packages/engine/test/writeParity.js [--seed 1] [--decisions 10000] > histories.jsonl
//   node packages/engine/test/writeParity.js --golden    renews fixtures/parity after a wanted change of the scorer
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '../../..');
const BUILT = join(ROOT, '.cache/parity', `${process.pid}.mjs`);
const FUZZED = { trades: 400, bars: 2_500 };

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    decisions: { type: 'string', default: '10000' },
    golden: { type: 'boolean', default: false },
  },
});

/** @returns {Promise<typeof import('./parityLine.ts')>} */
async function built() {
  mkdirSync(dirname(BUILT), { recursive: true });
  await build({
    entryPoints: [join(HERE, 'parityLine.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['twin-source'],
    outfile: BUILT,
  });
  try {
    return await import(pathToFileURL(BUILT).href);
  } finally {
    rmSync(BUILT);
  }
}

const { GOLDEN, parityLine } = await built();
if (values.golden) {
  const lines = GOLDEN.seeds.map((seed) => `${parityLine(seed, GOLDEN.size).line}\n`);
  writeFileSync(join(ROOT, 'fixtures/parity/histories.jsonl'), lines.join(''));
} else {
  const wanted = Number(values.decisions);
  let seed = Number(values.seed);
  for (let written = 0; written < wanted; seed += 1) {
    const { line, decisions } = parityLine(seed, FUZZED);
    written += decisions;
    if (!process.stdout.write(`${line}\n`))
      await new Promise((resume) => process.stdout.once('drain', resume));
  }
}
