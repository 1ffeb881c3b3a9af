import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../ensure/command.js';
import { page } from './page.js';

/** The environment of api and worker, from the schema that reads it, and of the ML service. */
export function environmentPage() {
  return page(
    'Environment',
    'Read once at the start; a wrong value ends it with a message that names the variable and the fix. Secrets may also be given as a file, `NAME_FILE`. `npm start` sets what is marked as needed by itself.',
    [
      { heading: 'api and worker', columns: ['name', 'default', 'meaning'], rows: bffVariables() },
      { heading: 'ml', columns: ['name', 'default', 'meaning'], rows: mlVariables() },
    ],
  );
}

export function commandsPage() {
  const printed = spawnSync(process.execPath, [join(ROOT, 'packages/cli/bin/twin.js'), 'help'], {
    encoding: 'utf8',
  });
  if (printed.status !== 0) throw new Error(printed.stderr);
  const rows = printed.stdout
    .split('\n')
    .map((line) => /^ {2}(twin \S.*?) {2,}(\S.*)$/.exec(line))
    .flatMap((found) => (found ? [[`\`npx --no-install ${found[1]}\``, found[2] ?? '']] : []));
  const scripts = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;
  const verbs = Object.keys(scripts)
    .filter((name) => !/^(pre|post)/.test(name))
    .map((name) => [`\`npm ${name === 'start' || name === 'test' ? '' : 'run '}${name}\``, scripts[name]]);
  return page('Commands', 'From the clone.', [
    { heading: 'twin', columns: ['command', 'what it does'], rows },
    { heading: 'npm', columns: ['command', 'runs'], rows: verbs },
  ]);
}

function bffVariables() {
  return ['env.ts', 'venues.ts'].flatMap((name) => variablesOf(join(ROOT, 'apps/bff/src/config', name)));
}

/** @param {string} path */
function variablesOf(path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  /** @type {string[][]} */
  const rows = [];
  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isPropertyAssignment(node) && /^[A-Z][A-Z0-9_]+$/.test(node.name.getText())) {
      const value = node.initializer.getText();
      const fallback =
        /\.default\(([^)]*)\)/.exec(value)?.[1] ?? (value.includes('.optional()') ? '' : 'needed');
      const [comment] = ts.getJSDocCommentsAndTags(node);
      const text = comment ? (ts.getTextOfJSDocComment(comment.comment) ?? '') : choicesOf(value);
      rows.push([`\`${node.name.getText()}\``, fallback.replaceAll("'", ''), text]);
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return rows;
}

/** @param {string} value the schema's text */
function choicesOf(value) {
  const choices = /z\.enum\(\[([^\]]*)\]/.exec(value)?.[1] ?? '';
  return choices.replaceAll("'", '').replaceAll(',', ' ·').replaceAll('  ', ' ');
}

/**
 * What a default of the service is that its settings name.
 *
 * @type {Record<string, string>}
 */
const NAMED_DEFAULTS = { MODEL_FILE: '`model/bias-model.json` of the clone' };

/** Fields of the settings class: `name: type = default`, with the text below it. */
function mlVariables() {
  const text = readFileSync(join(ROOT, 'apps/ml/src/twin_ml/settings.py'), 'utf8');
  const fields = text.matchAll(/^ {4}([a-z_]+): .+? = (.+)\n(?: {4}"""(.+?)""")?/gm);
  return [...fields].map(([, name = '', fallback = '', meaning = '']) => [
    `\`${name.toUpperCase()}\``,
    fallback === 'None' ? '' : (NAMED_DEFAULTS[fallback] ?? fallback.replaceAll('"', '')),
    meaning,
  ]);
}
