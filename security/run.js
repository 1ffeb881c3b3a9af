#!/usr/bin/env node
// npm run security [-- --self-test]: attacks the built product on this machine; the self-test takes one defence away
// at a time and demands that each attack which it holds off then gets through.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const BUILT = join(ROOT, '.cache/security');

mkdirSync(BUILT, { recursive: true });
const outfile = join(BUILT, 'suite.mjs');
await build({
  entryPoints: [join(HERE, 'suite.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outfile,
});
const child = spawn(process.execPath, [outfile, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' });
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});
