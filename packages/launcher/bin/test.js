#!/usr/bin/env node
// npm test: the gates of `npm run check`, then every test. The last line sums up all of them; a skipped test
// is printed with its name, which says why. Whatever a test leaves behind is a failure.
import { runGates } from './check/gates.js';
import { withTestFolder } from './test/leftovers.js';
import { runVitest } from './test/vitest.js';

const gates = await runGates();
const { result: tests, leftovers } = await withTestFolder(runVitest);

for (const name of tests.skipped) console.log(`skipped: ${name}`);
for (const what of leftovers) console.log(`left behind by the tests: ${what}`);

const passed = gates.passed.length + tests.passed;
const failed = gates.failed.length + tests.failed + leftovers.length;
if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed, ${tests.skipped.length} skipped`);
