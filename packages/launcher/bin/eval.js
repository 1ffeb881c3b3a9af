#!/usr/bin/env node
// npm run eval [-- --short | --train | --check | --accounts DIR]: the lab of apps/ml, in its own Python.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { hasMlPython, ML_PYTHON, ML_ROOM, NO_PYTHON } from './ensure/python.js';

if (!hasMlPython()) {
  console.error(`The lab ${NO_PYTHON}.`);
  process.exit(2);
}
// One thread: sums come out the same everywhere, and small matrices are faster so.
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
// Without numpy's own exp for AVX-512, which rounds the last digit of simulated prices otherwise than libm does.
const ONE_EXP = { NPY_DISABLE_CPU_FEATURES: 'AVX512F AVX512_SKX' };
const { status } = spawnSync(ML_PYTHON, ['-m', 'twin_ml.lab', ...process.argv.slice(2)], {
  env: { ...process.env, ...ONE_THREAD, ...ONE_EXP, PYTHONPATH: join(ML_ROOM, 'src') },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
