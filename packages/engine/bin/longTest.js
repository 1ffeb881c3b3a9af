// `npm run test:long -- --factor 20`: the ledger's properties on so many times more random histories.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { factor: { type: 'string', default: '20' } } });
if (!/^[1-9]\d*$/.test(values.factor)) {
  console.error('test:long: --factor is a whole number above 0.');
  process.exit(2);
}
const root = fileURLToPath(new URL('../../../', import.meta.url));
const vitest = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url));
const HOURS_2 = 7_200_000;
const run = spawnSync(
  process.execPath,
  [vitest, 'run', `--testTimeout=${HOURS_2}`, 'packages/engine/src/ledger', 'packages/engine/src/fold'],
  { cwd: root, env: { ...process.env, TWIN_PROPERTY_FACTOR: values.factor }, stdio: 'inherit' },
);
process.exitCode = run.status ?? 1;
