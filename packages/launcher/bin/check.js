#!/usr/bin/env node
// npm run check: every gate, or those that are named, each with its time; the exit status is 1 when one fails.
// `-- --self-test` plants a fault for each gate, and fails when one is not seen.
import { runGates } from './check/gates.js';
import { testGates } from './check/selfTest.js';

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

if (process.argv.includes('--self-test')) {
  process.exitCode = (await testGates(named)) ? 0 : 1;
} else {
  const { passed, failed, skipped } = await runGates({ named });
  for (const name of skipped) console.log(`skipped: ${name}`);
  console.log(
    `\n${passed.length} gates passed, ${skipped.length} skipped, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`,
  );
  process.exitCode = failed.length > 0 ? 1 : 0;
}
