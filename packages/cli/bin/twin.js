#!/usr/bin/env node
// Plain JavaScript, so that it runs on a fresh clone: it builds what is missing or old, then starts the CLI.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// A command lives for seconds: inlining as deep as in a server costs more processor time than it ever saves.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');

const packages = fileURLToPath(new URL('../../', import.meta.url));
const main = new URL('../dist/main.js', import.meta.url);

/** @param {string} folder */
function newestSource(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .reduce(
      (newest, entry) => Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs),
      0,
    );
}

/**
 * A package is built when its build note is younger than its sources; an installed package has no sources.
 *
 * @param {string} name
 */
function isBuilt(name) {
  const source = join(packages, name, 'src');
  const note = join(packages, name, 'dist/.tsbuildinfo');
  if (!existsSync(source)) return true;
  return existsSync(note) && statSync(note).mtimeMs >= newestSource(source);
}

/** The compiler alone when it is installed: the CLI needs no web build; else the whole preparation of a clone. */
function build() {
  const compiler = join(packages, '../node_modules/typescript/bin/tsc');
  const ensure = join(packages, 'launcher/bin/ensure.js');
  const command = existsSync(compiler) ? [compiler, '-b', join(packages, 'cli')] : [ensure, '--build'];
  return spawnSync(process.execPath, command, { stdio: ['ignore', 2, 2] }).status === 0;
}

const isReady = existsSync(main) && ['shared', 'engine', 'formats', 'launcher', 'cli'].every(isBuilt);
if (!isReady && !build()) {
  console.error('twin: the build failed; `npm run build` says why.');
  process.exit(2);
}
await import(main.href);
