// apps/bff speaks to apps/ml with types made from its OpenAPI document. Without arguments: tells whether the
// committed ones are what the service says. With --write: renews them.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { ROOT } from '../ensure/command.js';
import { ML_PYTHON, ML_ROOM } from '../ensure/python.js';

const FILE = join(ROOT, 'apps/bff/src/lib/ml/generated/mlApi.ts');

const printed = spawnSync(ML_PYTHON, ['-m', 'twin_ml.api.document'], {
  cwd: ML_ROOM,
  env: { ...process.env, PYTHONPATH: 'src' },
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (printed.status !== 0) throw new Error(printed.stderr);
const types = COMMENT_HEADER + astToString(await openapiTS(printed.stdout));
if (process.argv.includes('--write')) writeFileSync(FILE, types);
else if (types !== readFileSync(FILE, 'utf8')) {
  console.error('apps/bff/src/lib/ml/generated does not fit apps/ml; run: npm run ml:types');
  process.exitCode = 1;
}
