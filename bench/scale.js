#!/usr/bin/env node
// npm run bench:scale: see scale/main.ts, which this makes JavaScript of and runs.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleScript } from '../packages/launcher/bin/bundleScript.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const outfile = join(HERE, '../.cache/bench/scale.mjs');
await bundleScript({ entryPoints: [join(HERE, 'scale/main.ts')], outfile });
const child = spawn(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});
