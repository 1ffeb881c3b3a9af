#!/usr/bin/env node
import { start } from '../out/start.js';

process.exitCode = await start(process.argv.slice(2), process.env);
