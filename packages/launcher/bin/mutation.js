#!/usr/bin/env node
// npm run mutation -- FOLDER: plants faults into a folder, one at a time, and counts those that its own tests find.
// What was found before is taken from .cache/mutation unless code or tests have changed; `--fresh` forgets it.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
 * @type {Record<string, { source: string, tests: string[], runs: number, without?: RegExp }>}
 */
const FOLDERS = {
  ledger: { source: `${ENGINE}/ledger`, tests: [`${ENGINE}/ledger`, `${ENGINE}/fold`], runs: 0.02 },
  twin: { source: `${ENGINE}/twin`, tests: [`${ENGINE}/twin`], runs: 0.1 },
  stats: { source: `${ENGINE}/stats`, tests: [`${ENGINE}/stats`], runs: 1 },
  // Those that need many traders or long histories take seconds for each mutant.
  biases: {
    source: `${ENGINE}/biases`,
    tests: [`${ENGINE}/biases`],
    runs: 0.2,
    without: /(unbiased|scorer|dispositionEffect)\.test/,
  },
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
writeEntry(folder, join(ROOT, entry));

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
 * One test file that holds the tests of the folders, since each mutant loads every file that it runs. Their digest
 * stands in it, since what was found before holds for these tests alone.
 *
 * @param {{ tests: string[], without?: RegExp }} folder
 * @param {string} place
 */
function writeEntry({ tests, without }, place) {
  const files = tests.flatMap((each) =>
    readdirSync(join(ROOT, each), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.test(kit)?\.ts$/.test(file) && !without?.test(file))
      .map((file) => join(each, file)),
  );
  const digest = createHash('sha256');
  for (const file of files) digest.update(readFileSync(join(ROOT, file)));
  const toRoot = relative(place, ROOT);
  const imports = files
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `import '${join(toRoot, file)}';`);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'all.test.ts'), [`// ${digest.digest('hex')}`, ...imports, ''].join('\n'));
}
