#!/usr/bin/env node
// npm run reference: writes docs/reference from the code: routes, events, jobs, errors, metrics, environment and
// commands. With --check it only tells whether the pages are what the code says. Reads what `tsc -b` has built.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './ensure/command.js';
import { commandsPage, environmentPage } from './reference/programs.js';
import { describeBff, errorsPage, eventsPage, httpPage, jobsPage, metricsPage } from './reference/wire.js';

const FOLDER = join(ROOT, 'docs/reference');

const { openapi, metrics } = describeBff();
/** @type {Record<string, string>} */
const pages = {
  'openapi.json': `${JSON.stringify(openapi, null, 1)}\n`,
  'http.md': httpPage(openapi),
  'metrics.md': metricsPage(metrics),
  'events.md': await eventsPage(),
  'jobs.md': await jobsPage(),
  'errors.md': await errorsPage(),
  'environment.md': environmentPage(),
  'commands.md': commandsPage(),
};

mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(pages)) {
  const path = join(FOLDER, name);
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (!isSame(path, text)) {
    console.error(`docs/reference/${name} does not say what the code says; run: npm run reference`);
    process.exitCode = 1;
  }
}

/** @param {string} path @param {string} text */
function isSame(path, text) {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}
