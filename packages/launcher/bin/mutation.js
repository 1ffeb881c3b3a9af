#!/usr/bin/env node
// npm run mutation -- FOLDER: plants faults into a folder, one at a time, and counts those that its own tests find.
// What was found before is taken from .cache/mutation unless code or tests have changed; `--fresh` forgets it, and
// `--only FILES` looks at some files (of Python: at names such as `twin_ml.core.indicators*`).
import { parseArgs } from 'node:util';
import { mutatePython } from './mutation/python.js';
import { mutateTypeScript } from './mutation/typeScript.js';

/** Share of the planted faults that the tests must find, in percent. */
const LEAST = 80;
const ENGINE = 'packages/engine/src';
const BFF = 'apps/bff';

/**
 * The folders by name, each with the tests that speak for it, those left out that take seconds for each mutant (many
 * traders, long histories), and the share of the runs that a property has in `npm test`: a fault that only one run in
 * thousands shows is not what is counted here.
 *
 * @type {Record<string, import('./mutation/typeScript.js').Folder>}
 */
const FOLDERS = {
  ledger: {
    source: `${ENGINE}/ledger`,
    tests: [`${ENGINE}/ledger`, `${ENGINE}/fold`],
    without: /(accountFold|judgement)\.test/,
    runs: 0.004,
  },
  twin: { source: `${ENGINE}/twin`, tests: [`${ENGINE}/twin`], runs: 0.05 },
  stats: { source: `${ENGINE}/stats`, tests: [`${ENGINE}/stats`], runs: 1 },
  biases: {
    source: `${ENGINE}/biases`,
    tests: [`${ENGINE}/biases`],
    without: /(unbiased|scorer|dispositionEffect)\.test/,
    runs: 0.2,
  },
  crypto: {
    source: `${BFF}/src/lib/crypto`,
    tests: [`${BFF}/test/tokenSeal.test.ts`, `${BFF}/test/kms.test.ts`],
    setup: `${BFF}/test/support/globalSetup.ts`,
    runs: 1,
  },
};

const { values, positionals } = parseArgs({
  options: { fresh: { type: 'boolean', default: false }, only: { type: 'string' } },
  allowPositionals: true,
});
const [name = ''] = positionals;
const folder = FOLDERS[name];
if (!folder && name !== 'python') {
  console.error(`mutation: name one of ${[...Object.keys(FOLDERS), 'python'].join(', ')}.`);
  process.exit(2);
}
const share = folder ? await mutateTypeScript(name, folder, values) : await mutatePython(values);
console.log(`${name}: ${share.toFixed(1)} % of the planted faults were found; ${LEAST} % must be.`);
if (share < LEAST) process.exitCode = 1;
