import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, registerPerson, scoresOf } from './support/testHouse.ts';
import { HEADER, historyRows } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);
const rows = historyRows({ fills: 120 });
const part = (from: number, to: number) => strToU8([HEADER, ...rows.slice(from, to)].join('\n'));

describe('files that give no text in pieces', () => {
  it('a zip of part files is imported like the parts one after the other', async () => {
    const person = await registerPerson(house);
    const zip = Buffer.from(zipSync({ 'fills-1.csv': part(0, 60), 'fills-2.csv': part(60, 120) }));
    const preview = await person.upload('/v1/imports/preview', zip);
    expect(preview.json()).toMatchObject({ format: 'canonical', rows: { read: 120, accepted: 120 } });
    expect((await person.importFile(zip)).rows).toMatchObject({ read: 120, accepted: 120, rejected: 0 });
    const plain = await registerPerson(house);
    await plain.importFile([HEADER, ...rows].join('\n'));
    expect(await scoresOf(database, person.id)).toEqual(await scoresOf(database, plain.id));
  });

  it('an XML statement and an HTML report are read', async () => {
    const person = await registerPerson(house);
    for (const name of ['ibkr-flex.xml', 'metatrader5.html']) {
      const file = readFileSync(new URL(`../../../fixtures/ok/exports/${name}`, import.meta.url));
      const done = await person.importFile(file);
      expect({ name, status: done.status }).toEqual({ name, status: 'done' });
      expect(done.rows.accepted).toBeGreaterThan(0);
    }
  });

  it('a broken archive fails with a clear word and leaves no trade', async () => {
    const person = await registerPerson(house);
    const failed = await person.importFile(Buffer.from([0x50, 0x4b, 3, 4, 1, 2, 3, 4]));
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'IMPORT_BINARY' } });
    expect(await house.storedFiles()).toEqual([]);
  });
});
