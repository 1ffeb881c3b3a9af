#!/usr/bin/env node
// Plain JavaScript, so that it runs on a fresh clone: it builds what is missing or old, then starts the CLI.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// A command lives for seconds: inlining as deep as in a server costs more processor time than it ever saves.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');

const PACKAGES = ['shared', 'engine', 'formats', 'launcher', 'cli'];

const packages = fileURLToPath(new URL('../../', import.meta.url));
/** The same program, joined with all that it imports (ADR 30) and as it is compiled. */
const inOnePiece = join(packages, 'cli/out/main.js');
const compiled = join(packages, 'cli/dist/main.js');

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
 * A package is built when what was written last is younger than its sources; an installed package has no sources.
 *
 * @param {string} name
 * @param {string} built
 */
function isBuilt(name, built) {
  const source = join(packages, name, 'src');
  if (!existsSync(source)) return true;
  return existsSync(built) && statSync(built).mtimeMs >= newestSource(source);
}

/** The compiler alone when it is installed: the CLI needs no web build; else the whole preparation of a clone. */
function build() {
  const compiler = join(packages, '../node_modules/typescript/bin/tsc');
  const ensure = join(packages, 'launcher/bin/ensure.js');
  const command = existsSync(compiler) ? [compiler, '-b', join(packages, 'cli')] : [ensure, '--build'];
  return spawnSync(process.execPath, command, { stdio: ['ignore', 2, 2] }).status === 0;
}

/** Where the program is to be read from; it is built first where it is older than its sources. */
function findProgram() {
  if (existsSync(inOnePiece) && PACKAGES.every((name) => isBuilt(name, inOnePiece))) return inOnePiece;
  const notes = PACKAGES.map((name) => join(packages, name, 'dist/.tsbuildinfo'));
  const isReady = existsSync(compiled) && PACKAGES.every((name, at) => isBuilt(name, notes[at] ?? ''));
  if (isReady || build()) return compiled;
  console.error('twin: the build failed; `npm run build` says why.');
  return process.exit(2);
}

await import(pathToFileURL(findProgram()).href);
