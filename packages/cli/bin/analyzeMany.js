#!/usr/bin/env node
// `twin analyze` for many accounts in one warm process, for the lab: every line of the input is a JSON list of the
// command's arguments, every line of the output what the command printed for it.
import { createInterface } from 'node:readline';
import { analyze } from '../dist/analyze.js';

const terminal = {
  out: (/** @type {string} */ text) => void process.stdout.write(`${text}\n`),
  err: (/** @type {string} */ text) => void process.stderr.write(`${text}\n`),
};

for await (const line of createInterface({ input: process.stdin })) {
  await analyze.run(JSON.parse(line), terminal);
}
