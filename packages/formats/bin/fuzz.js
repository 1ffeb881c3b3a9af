// `npm run fuzz -- --seconds 60`: damages our own exports at random for as long as asked, with a new seed each time.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
if (!/^[1-9]\d*$/.test(values.seconds)) {
  console.error('fuzz: --seconds is a whole number above 0.');
  process.exit(2);
}
const root = fileURLToPath(new URL('../../../', import.meta.url));
const vitest = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url));
const run = spawnSync(process.execPath, [vitest, 'run', 'packages/formats/src/fuzz.test.ts'], {
  cwd: root,
  env: { ...process.env, FUZZ_SECONDS: values.seconds },
  stdio: 'inherit',
});
process.exitCode = run.status ?? 1;
