#!/usr/bin/env node
// The HTTP contract: docs/reference/openapi.json is well made, and takes nothing back that the last release
// promised (docs/releases/openapi.json). What has to be taken back is named by a decision page, in a line
// `Breaks: GET /v1/trades`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { apiDiff } from 'api-smart-diff';
import { ROOT } from '../ensure/command.js';

const CONTRACT = join(ROOT, 'docs/reference/openapi.json');
const RELEASED = join(ROOT, 'docs/releases/openapi.json');
const DECISIONS = join(ROOT, 'docs/adr');

const RULES = /** @type {const} */ ({
  // A failure is the same envelope whatever its status, so each operation describes it once, as `default`.
  'operation-4xx-response': 'off',
  // Fixed words stand before parameters here, as in every router.
  'no-ambiguous-paths': 'off',
});

const source = readFileSync(CONTRACT, 'utf8');
const problems = [...(await badlyMade(source)), ...takenBack(readFileSync(RELEASED, 'utf8'), source)];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

/** @param {string} text */
async function badlyMade(text) {
  const config = await createConfig({ extends: ['recommended'], rules: RULES });
  const found = await lintFromString({ source: text, absoluteRef: CONTRACT, config });
  return found.map(
    ({ ruleId, message, location }) => `openapi.json ${location[0]?.pointer ?? ''}: ${message} (${ruleId})`,
  );
}

/**
 * @param {string} before
 * @param {string} after
 */
function takenBack(before, after) {
  const allowed = allowedByDecisions();
  return apiDiff(JSON.parse(before), JSON.parse(after))
    .filter(({ type }) => type === 'breaking')
    .map(({ path, description }) => ({
      operation: `${String(path[2]).toUpperCase()} ${path[1]}`,
      what: description ?? path.join('.'),
    }))
    .filter(({ operation }) => !allowed.has(operation))
    .map(
      ({ operation, what }) =>
        `${operation} breaks who uses the last release: ${what}. Keep it beside the new one, or write a decision page with the line "Breaks: ${operation}".`,
    );
}

function allowedByDecisions() {
  const pages = readdirSync(DECISIONS).map((name) => readFileSync(join(DECISIONS, name), 'utf8'));
  return new Set(pages.flatMap((page) => [...page.matchAll(/^Breaks: (.+)$/gm)].map(([, named]) => named)));
}
