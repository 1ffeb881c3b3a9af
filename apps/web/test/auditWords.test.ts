import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AUDIT_WORDS } from '../src/features/privacy/auditWords.ts';

const MODULES = join(process.cwd(), 'apps/bff/src/modules');

/** What the server appends to the audit trail, read in its sources: the first argument after the person. */
function writtenActions(): string[] {
  const sources = readdirSync(MODULES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(MODULES, name), 'utf8'));
  const calls = sources.flatMap((text) => [...text.matchAll(/audit\s*\.append\(([^;]*?)\)[;,]?\n/g)]);
  const actions = calls.flatMap(([, given = '']) => [...given.matchAll(/'([a-zA-Z]+\.[a-zA-Z]+)'/g)]);
  return [...new Set(actions.map(([, action = '']) => action))].sort();
}

describe('the words of the audit trail', () => {
  it('are there for every act that the server writes down, and for nothing that it does not', () => {
    expect(Object.keys(AUDIT_WORDS).sort()).toEqual(writtenActions());
  });
});
