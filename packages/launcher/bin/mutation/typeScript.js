import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { ROOT } from '../ensure/command.js';
import { isStamped, stamp } from '../ensure/stamp.js';

const CACHE = '.cache/mutation';
/** Nothing else is copied for the mutants to stand in. */
const COPIED = [
  ...['packages/**', 'apps/bff/**', 'prisma/**', 'fixtures/**', 'model/**'],
  ...['tsconfig.base.json', 'vitest.mutation.config.ts', `${CACHE}/tests/**`],
];
const ENTRY = 'all.ts';
/** Of the copy in which the faults are planted, but for the test runner itself. */
const BUNDLE = 'npx esbuild --bundle --platform=node --format=esm --conditions=twin-source --external:vitest';

/**
 * @typedef {{ source: string, tests: string[], without?: RegExp, setup?: string, runs: number }} Folder
 *   where the faults are planted, folders or files of tests and those left out, what runs before them, and the share
 *   of the runs of a property
 */

/**
 * @param {string} name
 * @param {Folder} folder
 * @param {{ fresh: boolean, only?: string }} options
 * @returns {Promise<number>} the share of the planted faults that the tests found, in percent
 */
export async function mutateTypeScript(name, folder, { fresh, only = '**/*.ts' }) {
  const incrementalFile = join(CACHE, `${name}.json`);
  process.chdir(ROOT);
  process.env['TWIN_PROPERTY_FACTOR'] = String(folder.runs);
  if (folder.setup) process.env['TWIN_MUTATION_SETUP'] = folder.setup;
  const place = join(CACHE, 'tests', name);
  const files = testsOf(folder);
  const digest = contentOf(files);
  // What was found before holds for these tests alone.
  if (fresh || !isStamped(`mutation-${name}`, digest)) rmSync(incrementalFile, { force: true });
  stamp(`mutation-${name}`, digest);
  writeEntry(files, place, folder.setup ? 'all.test.ts' : ENTRY);
  const results = await new Stryker({
    mutate: [`${folder.source}/${only}`, '!**/*.test.ts', '!**/*.testkit.ts'],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'vitest.mutation.config.ts', dir: place, related: false },
    // Each mutant loads all tests anew, and one file loads faster than a hundred.
    ...(folder.setup ? {} : { buildCommand: `${BUNDLE} --outfile=${place}/all.test.js ${place}/${ENTRY}` }),
    coverageAnalysis: 'perTest',
    // What runs only while a file is loaded would run every test each time: it is tables of names and numbers.
    ignoreStatic: true,
    ignorePatterns: ['**', ...COPIED.map((path) => `!${path}`), '**/dist/**', '**/out/**', 'node_modules'],
    concurrency: 2,
    timeoutMS: 5_000,
    incremental: true,
    incrementalFile,
    tempDirName: join(CACHE, 'sandbox'),
    reporters: ['clear-text', 'progress-append-only', 'html'],
    clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
    htmlReporter: { fileName: join(CACHE, `${name}.html`) },
    allowConsoleColors: false,
  }).runMutationTest();
  const counted = results.filter(({ status }) => status !== 'Ignored');
  const found = counted.filter(({ status }) => status === 'Killed' || status === 'Timeout');
  return (100 * found.length) / counted.length;
}

/** @param {Folder} folder */
function testsOf({ tests, without }) {
  return tests.flatMap(filesIn).filter((file) => !without?.test(file));
}

/** @param {string[]} files */
function contentOf(files) {
  const digest = createHash('sha256');
  for (const file of files) digest.update(readFileSync(file));
  return digest.digest('hex');
}

/**
 * One test file that holds the tests of the folders, since each mutant loads every file that it runs.
 *
 * @param {string[]} files
 * @param {string} place
 * @param {string} name
 */
function writeEntry(files, place, name) {
  const imports = files
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `import '${relative(place, file)}';`);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, name), [...imports, ''].join('\n'));
}

/** @param {string} path */
function filesIn(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test(kit)?\.ts$/.test(file))
    .map((file) => join(path, file));
}
