#!/usr/bin/env node
// npm test: the gates of `npm run check`, then every test. The last line sums up all of them; a skipped test
// is printed with its name, which says why. Whatever a test leaves behind is a failure.
import { runGates } from './check/gates.js';
import { withTestFolder } from './test/leftovers.js';
import { runPytest } from './test/pytest.js';
import { runVitest } from './test/vitest.js';

const gates = await runGates();
const { result: runs, leftovers } = await withTestFolder(runTests);
const skipped = [...gates.skipped, ...runs.flatMap((run) => run.skipped)];

for (const name of skipped) console.log(`skipped: ${name}`);
for (const what of leftovers) console.log(`left behind by the tests: ${what}`);

const passed = runs.reduce((sum, run) => sum + run.passed, gates.passed.length);
const failed = runs.reduce((sum, run) => sum + run.failed, gates.failed.length + leftovers.length);
if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);

/**
 * @param {{ env: { TMPDIR: string }, scratch: string }} place
 * @returns {Promise<import('./test/vitest.js').Counts[]>}
 */
async function runTests(place) {
  return [await runVitest(place), await runPytest(place)];
}
