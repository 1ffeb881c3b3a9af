import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runStep, StepFailure } from './command.js';
import { digestOf, isStamped, stamp } from './stamp.js';

export const ML_ROOM = join(ROOT, 'apps/ml');
const VENV = join(ML_ROOM, '.venv');
const REQUIREMENTS = 'apps/ml/requirements-test.txt';

/** The Python of apps/ml, with all that its tests need; null where it could not be made. */
export const ML_PYTHON = join(VENV, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Why the gates and tests of apps/ml are skipped. */
export const NO_PYTHON =
  'needs apps/ml/.venv, which npm test makes where Python 3.10 and PyPI can be reached';

export function hasMlPython() {
  return existsSync(ML_PYTHON);
}

/**
 * Makes the virtual environment of apps/ml, or brings it up to its hashed requirements. Without Python or PyPI the
 * app runs all the same, and its tests are skipped and say so.
 */
export async function ensurePython() {
  const digest = digestOf([REQUIREMENTS]);
  if (hasMlPython() && isStamped('python', digest)) return;
  const isNew = !hasMlPython();
  const python = isNew ? systemPython() : ML_PYTHON;
  if (python === null) return sayMissing('Python 3.10 or newer is not installed');
  const fix = 'check that PyPI can be reached';
  try {
    if (isNew) {
      const args = ['-m', 'venv', VENV];
      await runStep({ title: 'Making the Python environment', program: python, args, fix });
    }
    await runStep({
      title: 'Installing Python packages',
      program: ML_PYTHON,
      args: ['-m', 'pip', 'install', '--retries=1', '--timeout=30', '--require-hashes', '-r', REQUIREMENTS],
      fix,
    });
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    if (isNew) rmSync(VENV, { recursive: true, force: true });
    return sayMissing(error.message.split('\n').slice(-4).join('\n'));
  }
  stamp('python', digest);
}

/** @param {string} why */
function sayMissing(why) {
  console.log(`${why}\nThe checks and tests of apps/ml are skipped${hasMlPython() ? ' or may fail' : ''}.`);
}

function systemPython() {
  const asked = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  return ['python3', 'python'].find((name) => spawnSync(name, ['-c', asked]).status === 0) ?? null;
}
