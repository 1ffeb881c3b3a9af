#!/usr/bin/env node
// npm run check: every gate, each with its time; the exit status is 1 when one fails.
import { runGates } from './check/gates.js';

const { passed, failed } = await runGates();
console.log(
  `\n${passed.length} gates passed, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
