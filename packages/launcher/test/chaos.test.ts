import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** A short one: `npm run chaos` itself goes through 20 rounds of six faults on each store. */
it('three rounds of faults at random points hold every invariant', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    'chaos/run.js',
    ...['--rounds', '3', '--faults', '2', '--store', 'postgres'],
  ]).catch((error: { stdout: string; stderr: string }) => error);
  expect(stdout).toContain('every invariant held');
  expect(stdout.match(/^postgres \d\/3 holds/gm)).toHaveLength(3);
}, 600_000);
