#!/usr/bin/env node
/** @type {typeof import('../dist/start.js')} */
const { start } = await import(new URL('../out/start.js', import.meta.url).href);

// Not process.exitCode: what a failed stop has left running must not keep this process, and the terminal, waiting.
process.exit(await start(process.argv.slice(2), process.env));
