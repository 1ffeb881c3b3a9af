#!/usr/bin/env node
// npm run bench [-- NAME…] [-- --smoke]: runs every bench/*.bench.ts in a process of its own, one after the
// other, prints one JSON line per figure and a table, and writes docs/bench.md after a full run.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleScript } from '../packages/launcher/bin/bundleScript.js';

/** @typedef {import('./figure.ts').Figure} Figure */

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const BUILT = join(ROOT, '.cache/bench');

const smoke = process.argv.includes('--smoke');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const files = readdirSync(HERE)
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => wanted.length === 0 || wanted.includes(name.replace('.bench.ts', '')))
  .sort();

/** @type {Figure[]} */
const figures = [];
for (const file of files) {
  const { status, found } = await runBench(file);
  figures.push(...found);
  if (status !== 0) {
    console.error(`${file} ended with ${status}`);
    process.exitCode = 1;
  }
}
console.log(`\n${table(figures)}`);
if (wanted.length === 0 && !smoke) writeFileSync(join(ROOT, 'docs/bench.md'), page(figures));

/**
 * @param {string} file
 * @returns {Promise<{ status: number, found: Figure[] }>}
 */
async function runBench(file) {
  mkdirSync(BUILT, { recursive: true });
  const outfile = join(BUILT, file.replace('.bench.ts', '.mjs'));
  await bundleScript({
    stdin: {
      contents: `import bench from './${file}';
for (const figure of await bench({ smoke: ${smoke} })) console.log(JSON.stringify(figure));`,
      resolveDir: HERE,
    },
    outfile,
  });
  const child = spawn(process.execPath, [outfile], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text);
    output += text;
  });
  const status = await new Promise((done) => child.once('close', (code) => done(code ?? 1)));
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return { status, found: lines.map((line) => JSON.parse(line)) };
}

/** @param {Figure[]} rows */
function table(rows) {
  return [
    '| figure | value | target | ratio | n | took | |',
    '|---|---:|---:|---:|---:|---:|---|',
    ...rows.map((row) => {
      const target =
        row.floor === null ? '' : `${row.better === 'lower' ? '≤' : '≥'} ${row.floor} ${row.unit}`;
      const verdict = row.smoke ? 'smoke, not quotable' : missed(row) ? '**missed**' : '';
      const remark = [verdict, row.note].filter(Boolean).join('; ');
      const took = `${(row.durationMs / 1_000).toFixed(1)} s`;
      return `| ${row.name} | ${row.value} ${row.unit} | ${target} | ${row.ratio ?? ''} | ${row.n} | ${took} | ${remark} |`;
    }),
  ].join('\n');
}

/** @param {Figure} row */
function missed(row) {
  if (row.floor === null) return false;
  return row.better === 'lower' ? row.value > row.floor : row.value < row.floor;
}

/** @param {Figure[]} rows */
function page(rows) {
  const [cpu] = cpus();
  const machine = `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.versions.node}`;
  return `# Speed and size, measured

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine}.
Absolute times belong to this machine; ratios are taken pair by pair within one run.

${table(rows)}
`;
}
