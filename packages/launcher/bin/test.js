#!/usr/bin/env node
// npm test: the gates of `npm run check` and every test. The last line sums up all of them; a skipped test is
// printed with its name, which says why. Whatever a test leaves behind is a failure.
import { runGates } from './check/gates.js';
import { withTestFolder } from './test/leftovers.js';
import { runPytest } from './test/pytest.js';
import { runVitest } from './test/vitest.js';

const { result, leftovers } = await withTestFolder(runAll);
const { gates, runs } = result;
const skipped = [...gates.skipped, ...runs.flatMap((run) => run.skipped)];

for (const name of gates.failed) console.log(`failed: check ${name}`);
for (const name of skipped) console.log(`skipped: ${name}`);
for (const what of leftovers) console.log(`left behind by the tests: ${what}`);

const passed = runs.reduce((sum, run) => sum + run.passed, gates.passed.length);
const failed = runs.reduce((sum, run) => sum + run.failed, gates.failed.length + leftovers.length);
if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);

/**
 * The gates and the Python tests run beside the others, which often wait for processes of their own.
 *
 * @param {{ env: { TMPDIR: string }, scratch: string }} place
 */
async function runAll(place) {
  const [vitest, { gates, pytest }] = await Promise.all([runVitest(place), runBeside(place)]);
  return { gates, runs: [vitest, pytest] };
}

/** @param {{ env: { TMPDIR: string }, scratch: string }} place */
async function runBeside(place) {
  const gates = await runGates({ atOnce: 1 });
  return { gates, pytest: await runPytest(place) };
}
