#!/usr/bin/env node
// npm run mutation -- FOLDER: plants faults into a folder, one at a time, and counts those that its own tests find.
// What was found before is taken from .cache/mutation unless code or tests have changed; `--fresh` forgets it.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { ROOT } from './ensure/command.js';

/** Share of the planted faults that the tests must find, in percent. */
const LEAST = 80;
const CACHE = '.cache/mutation';

const ENGINE = 'packages/engine/src';

/**
 * The folders by name, each with those whose tests speak for it, and the share of the runs that a property has in
 * `npm test`: there are hundreds of mutants, and a fault that only one run in thousands shows is not what is counted here.
 *
 * @type {Record<string, { source: string, tests: string[], runs: number }>}
 */
const FOLDERS = {
  ledger: { source: `${ENGINE}/ledger`, tests: [`${ENGINE}/ledger`, `${ENGINE}/fold`], runs: 0.02 },
  twin: { source: `${ENGINE}/twin`, tests: [`${ENGINE}/twin`], runs: 0.1 },
  stats: { source: `${ENGINE}/stats`, tests: [`${ENGINE}/stats`], runs: 1 },
  biases: { source: `${ENGINE}/biases`, tests: [`${ENGINE}/biases`], runs: 0.2 },
};

const { values, positionals } = parseArgs({
  options: { fresh: { type: 'boolean', default: false }, only: { type: 'string' } },
  allowPositionals: true,
});
const name = positionals[0] ?? '';
const folder = FOLDERS[name];
if (!folder) {
  console.error(`mutation: name one of ${Object.keys(FOLDERS).join(', ')}.`);
  process.exit(2);
}
const incrementalFile = join(CACHE, `${name}.json`);
if (values.fresh) rmSync(join(ROOT, incrementalFile), { force: true });
process.chdir(ROOT);
process.env['TWIN_PROPERTY_FACTOR'] = String(folder.runs);

const entry = join(CACHE, 'tests', name);
writeEntry(folder.tests, join(ROOT, entry));

await new Stryker({
  mutate: [`${folder.source}/${values.only ?? '**/*.ts'}`, '!**/*.test.ts', '!**/*.testkit.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', dir: entry, related: false },
  coverageAnalysis: 'perTest',
  ignorePatterns: [
    '**',
    '!packages/**',
    '!fixtures/**',
    '!model/**',
    '!tsconfig.base.json',
    '!vitest.mutation.config.ts',
    '!.cache/mutation/tests/**',
    '**/dist/**',
    'node_modules',
  ],
  concurrency: 2,
  timeoutMS: 15_000,
  incremental: true,
  incrementalFile,
  tempDirName: join(CACHE, 'sandbox'),
  reporters: ['clear-text', 'progress-append-only', 'html'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: join(CACHE, `${name}.html`) },
  thresholds: { high: 90, low: LEAST, break: LEAST },
  allowConsoleColors: false,
}).runMutationTest();

/**
 * One test file that holds the tests of the folders, since each mutant loads every file that it runs.
 *
 * @param {string[]} folders
 * @param {string} place
 */
function writeEntry(folders, place) {
  const files = folders.flatMap((each) =>
    readdirSync(join(ROOT, each), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => join(each, file)),
  );
  mkdirSync(place, { recursive: true });
  const toRoot = relative(place, ROOT);
  writeFileSync(
    join(place, 'all.test.ts'),
    files.map((file) => `import '${join(toRoot, file)}';\n`).join(''),
  );
}
