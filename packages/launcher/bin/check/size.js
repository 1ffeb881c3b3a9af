// Files of at most 300 lines, functions of at most 50. What is longer stands in size-baseline.json with its
// length, and may only become shorter: `--update` writes what has shrunk and refuses what has grown.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../ensure/command.js';
import { functionLengths } from './functionLengths.js';

const FILE_LINES = 300;
const FUNCTION_LINES = 50;
const BASELINE = 'size-baseline.json';
const ROOMS = ['packages', 'apps', 'bench', 'chaos', 'e2e', 'prisma', 'security'];
const SKIPPED = new Set(['node_modules', 'dist', 'out', '.next', 'generated', '.venv']);

/** @typedef {Record<string, number>} Lengths name of a long file or function → its lines */

const found = measure();
const baseline = /** @type {Lengths} */ (JSON.parse(readFileSync(join(ROOT, BASELINE), 'utf8')));
const problems = process.argv.includes('--update') ? shrink() : compare();
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
}

function compare() {
  const committed = committedBaseline();
  return [
    ...grown(),
    ...Object.entries(baseline)
      .filter(([name, lines]) => (found[name] ?? 0) < lines)
      .map(([name]) => `${name} has become shorter; run: npm run size -- --update`),
    ...Object.entries(baseline)
      .filter(([name, lines]) => committed && lines > (committed[name] ?? 0))
      .map(([name]) => `${BASELINE} may only shrink: ${name} was added or raised`),
  ];
}

function grown() {
  return Object.entries(found)
    .filter(([name, lines]) => lines > (baseline[name] ?? 0))
    .map(([name, lines]) => `${name} has ${lines} lines; at most ${limitOf(name)} are allowed`);
}

function shrink() {
  const kept = Object.entries(baseline).flatMap(([name, lines]) => {
    const now = found[name];
    return now === undefined ? [] : [[name, Math.min(now, lines)]];
  });
  writeFileSync(join(ROOT, BASELINE), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  return grown();
}

/** @param {string} name */
function limitOf(name) {
  return baseline[name] ?? (name.includes('#') ? FUNCTION_LINES : FILE_LINES);
}

/** The baseline as last committed; null before the first commit or without git. */
function committedBaseline() {
  const shown = spawnSync('git', ['show', `HEAD:${BASELINE}`], { cwd: ROOT, encoding: 'utf8' });
  return shown.status === 0 ? /** @type {Lengths} */ (JSON.parse(shown.stdout)) : null;
}

function measure() {
  /** @type {Lengths} */
  const lengths = {};
  for (const path of ROOMS.filter((room) => existsSync(join(ROOT, room))).flatMap(sources)) {
    const text = readFileSync(join(ROOT, path), 'utf8');
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    if (lines > FILE_LINES) lengths[path] = lines;
    for (const { name, lines: long } of functionLengths(path, text)) {
      if (long > FUNCTION_LINES) lengths[`${path}#${name}`] = long;
    }
  }
  return lengths;
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function sources(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sources(path);
    return /\.(ts|tsx|js|mjs)$/.test(entry.name) && entry.name !== 'next-env.d.ts' ? [path] : [];
  });
}
