import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, registerPerson, scoresOf } from './support/testHouse.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

/** Wall times without a zone, and no ids: the zone is the person's word. */
const fileOf = (...times: string[]) =>
  [
    'ts,symbol,side,qty,price',
    ...times.map((ts, row) => `${ts},BTC-USD,${row % 2 ? 'sell' : 'buy'},1,${100 + row}`),
  ].join('\n');
const winter = fileOf(
  '2024-01-10 10:00:00',
  '2024-01-10 11:00:00',
  '2024-01-12 10:00:00',
  '2024-01-12 23:30:00',
);

describe('wall times', () => {
  it('that the clocks skipped or repeated are reported, never guessed', async () => {
    const person = await registerPerson(house);
    const file = fileOf(
      '2024-03-31 01:30:00',
      '2024-03-31 02:30:00',
      '2024-10-27 02:30:00',
      '2024-10-27 03:30:00',
    );
    const preview = await person.upload('/v1/imports/preview', file, { timezone: 'Europe/Berlin' });
    expect(preview.json()).toMatchObject({
      timezone: 'Europe/Berlin',
      rows: { read: 4, accepted: 2, rejected: 2 },
      problems: [
        { line: 3, field: 'ts' },
        { line: 4, field: 'ts' },
      ],
    });
    const [gap, repeat] = preview.json<{ problems: { reason: string; fix: string }[] }>().problems;
    expect(gap?.reason).not.toBe(repeat?.reason);
    for (const problem of [gap, repeat]) expect(problem?.fix).not.toBe('');
  });

  it('without any zone are refused, not taken for UTC', async () => {
    const person = await registerPerson(house);
    const preview = await person.upload('/v1/imports/preview', winter);
    expect(preview.json().rows).toMatchObject({ accepted: 0, rejected: 4 });
  });
});

describe('the zone of an account', () => {
  it('reads its files that name no zone; a zone given with the file stands above it', async () => {
    const person = await registerPerson(house);
    const made = await person.browser.send('POST', '/v1/accounts', { name: 'Desk' });
    const path = `/v1/accounts/${made.json().id}`;
    const patched = await person.browser.send('PATCH', path, { timeZone: 'America/New_York' });
    expect(patched.json()).toMatchObject({ name: 'Desk', timeZone: 'America/New_York' });
    const preview = await person.upload('/v1/imports/preview', winter, { account: 'Desk' });
    expect(preview.json()).toMatchObject({ timezone: 'America/New_York', rows: { accepted: 4 } });
    expect(preview.json().sample[0].ts).toBe('2024-01-10T15:00:00.000Z');
    const given = await person.upload('/v1/imports/preview', winter, { account: 'Desk', timezone: 'UTC' });
    expect(given.json().sample[0].ts).toBe('2024-01-10T10:00:00.000Z');
    expect((await person.importFile(winter, { account: 'Desk' })).rows).toMatchObject({ accepted: 4 });
    const other = await person.upload('/v1/imports/preview', winter);
    expect(other.json().rows).toMatchObject({ rejected: 4 });
  });

  it('that does not exist is refused', async () => {
    const person = await registerPerson(house);
    const made = await person.browser.send('POST', '/v1/accounts', { name: 'Desk' });
    const answer = await person.browser.send('PATCH', `/v1/accounts/${made.json().id}`, {
      timeZone: 'Mars/Base',
    });
    expect(answer.statusCode).toBe(400);
  });
});

describe('dates that fit both orders', () => {
  it('are refused until the person says which of day and month stands first', async () => {
    const person = await registerPerson(house);
    const file = 'time,symbol,side,qty,price\n03/04/2024 10:00:00,BTC-USD,buy,1,100\n';
    const utc = { timezone: 'UTC' };
    const open = await person.upload('/v1/imports/preview', file, utc);
    expect(open.json()).toMatchObject({ rows: { rejected: 1 }, problems: [{ line: 2, field: 'time' }] });
    for (const [dates, ts] of [
      ['day-first', '2024-04-03T10:00:00.000Z'],
      ['month-first', '2024-03-04T10:00:00.000Z'],
    ] as const) {
      const preview = await person.upload('/v1/imports/preview', file, { ...utc, dates });
      expect(preview.json()).toMatchObject({ rows: { accepted: 1 }, sample: [{ ts }] });
    }
    await person.importFile(file, { ...utc, dates: 'month-first' });
    const { items } = await person.get<{ items: { ts: string }[] }>('/v1/trades');
    expect(items.map(({ ts }) => ts)).toEqual(['2024-03-04T10:00:00.000Z']);
  });
});

describe('the same file in a corrected zone', () => {
  it('is no new trade: the preview counts what conflicts, and keeping is the default', async () => {
    const person = await registerPerson(house);
    await person.importFile(winter, { timezone: 'UTC' });
    const before = await scoresOf(database, person.id);
    const preview = await person.upload('/v1/imports/preview', winter, { timezone: 'America/New_York' });
    expect(preview.json().rows).toEqual({
      ...{ read: 4, accepted: 0, duplicate: 4, ignored: 0, rejected: 0 },
      conflicting: 4,
    });
    const kept = await person.importFile(winter, { timezone: 'America/New_York' });
    expect(kept.rows).toMatchObject({ accepted: 0, duplicate: 4 });
    expect(await scoresOf(database, person.id)).toEqual(before);
  });

  it('replaces the times on demand, and everything is as if it had been right at first', async () => {
    const person = await registerPerson(house);
    await person.importFile(winter, { timezone: 'UTC' });
    await person.importFile(winter, { timezone: 'America/New_York', conflicts: 'replace' });
    const right = await registerPerson(house);
    await right.importFile(winter, { timezone: 'America/New_York' });
    expect(await scoresOf(database, person.id)).toEqual(await scoresOf(database, right.id));
    const preview = await person.upload('/v1/imports/preview', winter, { timezone: 'America/New_York' });
    expect(preview.json().rows).toMatchObject({ duplicate: 4, conflicting: 0 });
  });

  it('counts new, known and conflicting rows apart', async () => {
    const person = await registerPerson(house);
    const csv = (...rows: string[]) => ['ext_id,ts,symbol,side,qty,price', ...rows].join('\n');
    const row = (id: number, price = 100) => `${id},2024-01-01T00:00:0${id}Z,BTC-USD,buy,1,${price}`;
    await person.importFile(csv(row(1), row(2), row(3)));
    const preview = await person.upload(
      '/v1/imports/preview',
      csv(row(1), row(2, 101), row(3), row(4), row(5)),
    );
    expect(preview.json().rows).toMatchObject({ accepted: 2, duplicate: 3, conflicting: 1 });
  });
});
