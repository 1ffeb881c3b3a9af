import fc from 'fast-check';
import pg from 'pg';
import { expect, inject, it } from 'vitest';
import { arrayLiteral } from '../src/lib/arrayLiteral.ts';

it('an array literal is read by PostgreSQL as the very list (property)', async () => {
  const client = new pg.Client({ connectionString: inject('postgres').adminUrl });
  await client.connect();
  // PostgreSQL holds no NUL in text.
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
  const special = fc.constantFrom(
    '',
    'null',
    'NULL',
    '{}',
    ',',
    '"',
    '\\',
    '\\"',
    ' a ',
    '2026-01-01T00:00:00.000Z',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(text, special, fc.constant(null))), async (list) => {
      const { rows } = await client.query('SELECT $1::text[] AS list', [arrayLiteral(list)]);
      expect(rows[0].list).toEqual(list);
    }),
    { numRuns: 300, seed: 1 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.double({ noNaN: true })), async (list) => {
      const { rows } = await client.query('SELECT $1::float8[] AS list', [arrayLiteral(list)]);
      expect(rows[0].list).toEqual(list.map((value) => value + 0));
    }),
    { numRuns: 100, seed: 1 },
  );
  await client.end();
});
