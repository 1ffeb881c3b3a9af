#!/usr/bin/env node
// npm run bench [-- NAME…] [-- --smoke]: runs every bench/*.bench.ts in a process of its own, one after the
// other, prints one JSON line per figure and a table, and notes them in docs/bench.md: after a full run, or with --note.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleScript } from '../packages/launcher/bin/bundleScript.js';

/** @typedef {import('./figure.ts').Figure} Figure */

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const BUILT = join(ROOT, '.cache/bench');
const PAGE = join(ROOT, 'docs/bench.md');

const smoke = process.argv.includes('--smoke');
/** Takes half an hour, so only where it is named. */
const ALONE = ['soak.bench.ts'];
/** Whose memory comes in large pages: they measure arithmetic, not how the kernel hands out memory in small ones. */
const IN_LARGE_PAGES = ['indicators.bench.ts'];
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const files = readdirSync(HERE)
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) =>
    wanted.length === 0 ? !ALONE.includes(name) : wanted.includes(name.replace('.bench.ts', '')),
  )
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
if ((wanted.length === 0 || process.argv.includes('--note')) && !smoke) writeFileSync(PAGE, page(figures));

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
  const child = spawn(process.execPath, [outfile], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...(IN_LARGE_PAGES.includes(file) ? { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' } : {}),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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

/**
 * The page with these figures in the place of older ones of their name; each row tells its day.
 *
 * @param {Figure[]} rows
 */
function page(rows) {
  const [cpu] = cpus();
  const machine = `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.versions.node}`;
  const today = new Date().toISOString().slice(0, 10);
  const [head = '', ruler = '', ...lines] = table(rows).split('\n');
  const noted = new Map(
    readFileSync(PAGE, 'utf8')
      .split('\n')
      .filter(isRow)
      .map((line) => [nameIn(line), line]),
  );
  for (const line of lines) noted.set(nameIn(line), `${line} ${today} |`);
  return `# Speed and size, measured

Written by \`npm run bench\`, or by \`npm run bench -- NAME --note\` for some of it; last on a machine with ${machine}.
Absolute times belong to the machine of their day; ratios are taken pair by pair within one run.

${[`${head} measured |`, `${ruler}---|`, ...noted.values()].join('\n')}
`;
}

/** @param {string} line */
function isRow(line) {
  return /^\| [a-z]+\.\w/.test(line);
}

/** @param {string} line */
function nameIn(line) {
  return line.split(' | ')[0]?.slice(2) ?? '';
}
