#!/usr/bin/env node
// npm run chaos: see main.ts, which this makes JavaScript of and runs.
import { runScript } from '../packages/launcher/bin/runScript.js';

await runScript('chaos/main.ts');
