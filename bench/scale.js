#!/usr/bin/env node
// npm run bench:scale: see scale/main.ts, which this makes JavaScript of and runs.
import { runScript } from '../packages/launcher/bin/runScript.js';

await runScript('bench/scale/main.ts');
