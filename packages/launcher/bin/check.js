#!/usr/bin/env node
// npm run check: every gate, each with its time; the exit status is 1 when one fails.
import { runGates } from './check/gates.js';

const { passed, failed, skipped } = await runGates();
for (const name of skipped) console.log(`skipped: ${name}`);
console.log(
  `\n${passed.length} gates passed, ${skipped.length} skipped, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
