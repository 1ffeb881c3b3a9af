import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runStep } from '../ensure/command.js';
import { hasMlPython, ML_PYTHON, ML_ROOM, NO_PYTHON } from '../ensure/python.js';
import { digestOf, isStamped, stamp } from '../ensure/stamp.js';

const PLACE = join(ROOT, '.cache/mutation/python');
/** mutmut makes its own copy in `mutants` below; the tests look for models and fixtures three folders up from there. */
const ROOM = join(PLACE, 'apps');

/**
 * Plants faults into twin_ml.core. What was found before holds until code or tests change, and a run that was
 * stopped goes on where it was.
 *
 * @param {{ fresh: boolean, only?: string }} options
 * @returns {Promise<number>} the share of the planted faults that the tests found, in percent
 */
export async function mutatePython({ fresh, only }) {
  if (!hasMlPython()) throw new Error(`Mutation of the core ${NO_PYTHON}.`);
  await runStep({
    title: 'Installing mutmut',
    program: ML_PYTHON,
    args: ['-m', 'pip', 'install', '--require-hashes', '-r', join(ML_ROOM, 'requirements-mutation.txt')],
    fix: 'check that PyPI can be reached',
  });
  layOut(fresh);
  spawnSync(ML_PYTHON, ['-m', 'mutmut', 'run', '--max-children', '2', ...(only ? [only] : [])], {
    cwd: ROOM,
    stdio: 'inherit',
  });
  spawnSync(ML_PYTHON, ['-m', 'mutmut', 'results'], { cwd: ROOM, stdio: 'inherit' });
  spawnSync(ML_PYTHON, ['-m', 'mutmut', 'export-cicd-stats'], { cwd: ROOM, stdio: 'ignore' });
  const stats = JSON.parse(readFileSync(join(ROOM, 'mutants/mutmut-cicd-stats.json'), 'utf8'));
  const found = stats.killed + stats.timeout;
  const judged = found + stats.survived + stats.no_tests + stats.suspicious + stats.segfault;
  console.log(
    `${found} of ${judged} found, ${stats.survived} lived on, ${stats.no_tests} met no test; ${stats.total - judged} not looked at`,
  );
  return (100 * found) / judged;
}

/** @param {boolean} fresh */
function layOut(fresh) {
  const digest = digestOf([
    'apps/ml/src/twin_ml/core',
    'apps/ml/tests',
    'apps/ml/pyproject.toml',
    'fixtures/parity',
    'model',
  ]);
  if (!fresh && isStamped('mutation-python', digest)) return;
  rmSync(PLACE, { recursive: true, force: true });
  mkdirSync(ROOM, { recursive: true });
  for (const name of ['src', 'tests', 'pyproject.toml']) {
    cpSync(join(ML_ROOM, name), join(ROOM, name), { recursive: true });
  }
  for (const name of ['model', 'fixtures']) symlinkSync(join(ROOT, name), join(PLACE, name));
  stamp('mutation-python', digest);
}
