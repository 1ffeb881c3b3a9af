import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../ensure/command.js';

/**
 * @typedef {{ status: string, fullName: string }} Assertion
 * @typedef {{ name: string, status: string, assertionResults: Assertion[] }} TestFile
 * @typedef {{ passed: number, failed: number, skipped: string[] }} Counts
 */

/**
 * Runs all vitest projects. A file that cannot be loaded, and a run that ends badly though no test failed,
 * count as one failure each.
 *
 * @param {{ env: Record<string, string>, scratch: string }} place
 * @returns {Promise<Counts>}
 */
export async function runVitest({ env, scratch }) {
  const report = join(scratch, 'vitest.json');
  const status = await run(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    env,
  );
  const files = await readReport(report);
  const all = files.flatMap((file) => file.assertionResults);
  const unloaded = files.filter((file) => file.status === 'failed' && !file.assertionResults.some(isFailed));
  const failed = all.filter(isFailed).length + unloaded.length;
  return {
    passed: all.filter((test) => test.status === 'passed').length,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: all.filter((test) => test.status !== 'passed' && !isFailed(test)).map((test) => test.fullName),
  };
}

/** @param {Assertion} test */
function isFailed(test) {
  return test.status === 'failed';
}

/** @param {string} path @returns {Promise<TestFile[]>} */
async function readReport(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).testResults;
  } catch {
    // The run ended before it could report; its exit status says so.
    return [];
  }
}

/** @param {string[]} script @param {Record<string, string>} env @returns {Promise<number>} */
function run(script, env) {
  return new Promise((done) => {
    const child = spawn(process.execPath, script, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('close', (code) => done(code ?? 1));
  });
}
