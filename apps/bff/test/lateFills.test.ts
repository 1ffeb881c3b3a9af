import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, registerPerson, scoresOf } from './support/testHouse.ts';
import { HEADER, historyRows } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const fileOf = (rows: readonly string[]) => [HEADER, ...rows].join('\n');

describe('fills that come late, one after the other', () => {
  it('give the scores of one import of all: nothing is kept of a history without them', async () => {
    const rows = historyRows({ fills: 300 });
    const late = await registerPerson(house);
    await late.importFile(fileOf(rows.slice(0, 100).toSpliced(20, 1)));
    await late.importFile(fileOf([...rows.slice(20, 21), ...rows.slice(100).toSpliced(60, 1)]));
    await late.importFile(fileOf(rows.slice(160, 161)));
    const whole = await registerPerson(house);
    await whole.importFile(fileOf(rows));
    expect(await scoresOf(database, late.id)).toEqual(await scoresOf(database, whole.id));
  });
});
