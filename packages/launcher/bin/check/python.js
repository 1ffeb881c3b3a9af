// The checks of apps/ml, one after the other: ruff, mypy, import-linter.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { ML_PYTHON, ML_ROOM } from '../ensure/python.js';

const CHECKS = [
  ['ruff', 'check', '--no-cache', '.'],
  ['ruff', 'format', '--no-cache', '--check', '.'],
  ['mypy'],
  ['lint-imports', '--no-cache'],
  // The lab is no part of the service: it starts the terminal's program on its own files.
  ['bandit', '--quiet', '--recursive', '--exclude', 'src/twin_ml/lab', 'src'],
];

for (const [name, ...args] of CHECKS) {
  const { status, stdout, stderr } = spawnSync(`${dirname(ML_PYTHON)}/${name}`, args, {
    cwd: ML_ROOM,
    env: { ...process.env, PYTHONPATH: 'src' },
    encoding: 'utf8',
  });
  if (status === 0) continue;
  console.error(`${name}\n${stdout}${stderr}`);
  process.exitCode = 1;
}
