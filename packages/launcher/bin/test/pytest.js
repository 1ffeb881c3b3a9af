import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasMlPython, ML_PYTHON, ML_ROOM, NO_PYTHON } from '../ensure/python.js';

/** @typedef {import('./vitest.js').Counts} Counts */

/**
 * Runs the tests of apps/ml. Without its environment each counts as skipped, with the reason.
 *
 * @param {{ env: Record<string, string>, scratch: string }} place
 * @returns {Promise<Counts>}
 */
export async function runPytest({ env, scratch }) {
  if (!hasMlPython()) {
    return { passed: 0, failed: 0, skipped: testNames().map((name) => `${name} (${NO_PYTHON})`) };
  }
  const report = join(scratch, 'pytest.xml');
  const status = await run(['-m', 'pytest', `--junitxml=${report}`], env);
  const text = await readFile(report, 'utf8').catch(() => '');
  const [tests, failures, errors, skipped] = ['tests', 'failures', 'errors', 'skipped'].map((name) =>
    Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(text)?.[1] ?? 0),
  );
  const failed = (failures ?? 0) + (errors ?? 0);
  return {
    passed: (tests ?? 0) - failed - (skipped ?? 0),
    // A run that ends badly though no test failed counts as one failure.
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: [
      ...text.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"[^>]*><skipped [^>]*message="([^"]*)"/g),
    ].map(([, file, name, why]) => `${file} ${name} (${why})`),
  };
}

function testNames() {
  const folder = join(ML_ROOM, 'tests');
  return readdirSync(folder)
    .filter((file) => file.startsWith('test_'))
    .flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/^def (test_\w+)/gm)].map(
        ([, name]) => `${file} ${name}`,
      ),
    );
}

/** @param {string[]} args @param {Record<string, string>} env @returns {Promise<number>} */
function run(args, env) {
  return new Promise((done) => {
    const child = spawn(ML_PYTHON, args, {
      cwd: ML_ROOM,
      env: { ...process.env, ...env, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Printed as one block, since other tests print meanwhile.
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', (error) => {
      console.log(`pytest could not be started: ${error.message}`);
      done(1);
    });
    child.once('close', (code) => {
      console.log(`── pytest\n${output.trim()}`);
      done(code ?? 1);
    });
  });
}
