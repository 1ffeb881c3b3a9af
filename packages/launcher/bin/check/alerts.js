// Prometheus' own tool reads the alert rules and plays rules.test.yml, which fires each of them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../ensure/command.js';

for (const args of [
  ['check', 'rules', 'rules.yml'],
  ['test', 'rules', 'rules.test.yml'],
]) {
  const { status, stdout, stderr } = spawnSync('promtool', args, {
    cwd: join(ROOT, 'infra/prometheus'),
    encoding: 'utf8',
  });
  if (status === 0) continue;
  console.error(`promtool ${args.join(' ')}\n${stdout}${stderr}`);
  process.exitCode = 1;
}
