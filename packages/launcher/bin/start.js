#!/usr/bin/env node
/** @type {typeof import('../dist/start.js')} */
const { start } = await import(new URL('../out/start.js', import.meta.url).href);

process.exitCode = await start(process.argv.slice(2), process.env);
