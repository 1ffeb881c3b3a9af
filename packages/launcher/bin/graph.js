#!/usr/bin/env node
// npm run graph: draws the rooms and who uses whom into docs/architecture.md, from the resolved imports.
// With --check it only tells whether the drawing is what the code says.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawGraph } from './check/moduleGraph.js';
import { ROOT } from './ensure/command.js';

const PAGE = join(ROOT, 'docs/architecture.md');
const BEGIN = '<!-- graph: written by npm run graph -->';
const END = '<!-- /graph -->';

const page = readFileSync(PAGE, 'utf8');
const [before, rest] = page.split(BEGIN);
const after = rest?.split(END)[1];
if (before === undefined || after === undefined) throw new Error(`${PAGE} has lost the marks of its graph`);
const drawn = `${before}${BEGIN}\n\`\`\`mermaid\n${drawGraph()}\n\`\`\`\n${END}${after}`;

if (!process.argv.includes('--check')) writeFileSync(PAGE, drawn);
else if (drawn !== page) {
  console.error('docs/architecture.md shows another module graph than the code has; run: npm run graph');
  process.exitCode = 1;
}
