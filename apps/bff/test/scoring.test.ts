import { existsSync, readFileSync } from 'node:fs';
import type { TradingAccountPage } from '@twin/shared/dto/account';
import { describe, expect, it } from 'vitest';
import { buildHouse } from '../src/composition.ts';
import type { DueJob } from '../src/lib/queue/handlers.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, eventsOf, type Person, registerPerson, scoresOf } from './support/testHouse.ts';
import { HEADER, historyRows, writtenHistory } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);
const rows = historyRows({ fills: 600, seed: 5 });
const fileOf = (part: readonly string[]) => [HEADER, ...part].join('\n');
const whole = fileOf(rows);
const START_DAY = Date.UTC(2024, 0, 1);

async function personWith(...files: string[]): Promise<Person> {
  const person = await registerPerson(house);
  for (const file of files) await person.importFile(file);
  return person;
}

async function toldTags(userId: string): Promise<string[]> {
  const events = await eventsOf(database, userId);
  return events
    .filter(({ type }) => type === 'bias.tagged')
    .flatMap(({ payload }) => (payload as { tags: { tradeId: string; label: string }[] }).tags)
    .map(({ tradeId, label }) => `${label} ${tradeId}`);
}

/** What a newly started worker finds to do. */
async function dueAfterStart(): Promise<DueJob[]> {
  const { due } = buildHouse(house.foundation);
  return (await Promise.all(due.map((source) => source()))).flat();
}

describe('scores', () => {
  it('follow fills that come one by one as they follow the whole file', async () => {
    const few = rows.slice(0, 120);
    const person = await personWith(fileOf(few.slice(0, 100)), ...few.slice(100).map((row) => fileOf([row])));
    const expected = await scoresOf(database, (await personWith(fileOf(few))).id);
    expect(await scoresOf(database, person.id)).toEqual(expected);
  });

  it('tell each shown tag once, at most 200 in a message, and only shown ones', async () => {
    const person = await personWith(whole);
    const told = await toldTags(person.id);
    const shown = await query<{ key: string }>(
      database.adminUrl,
      `SELECT label || ' ' || "tradeId" AS key FROM (
         SELECT *, row_number() OVER (PARTITION BY "tradeId" ORDER BY confidence DESC, label) AS place
         FROM "BiasTag" WHERE "userId" = $1 AND confidence >= 0.6) t WHERE place <= 2`,
      [person.id],
    );
    expect(told.toSorted()).toEqual(shown.map(({ key }) => key).toSorted());
    expect(new Set(told).size).toBe(told.length);
  });

  it('leave out an account that a program trades, once the person was asked and has said so', async () => {
    const minute = (index: number) => new Date(Date.UTC(2024, 0, 1) + index * 600_000).toISOString();
    const robot = Array.from({ length: 60 }, (_, index) => {
      const side = index % 2 === 0 ? 'buy' : 'sell';
      return `r${index},${minute(index)},BTC-USD,${side},${1 + (index % 9)},${100 + (index % 7)},0,USD,robot,,`;
    });
    const hand = rows.slice(0, 120).map((row) => row.replace(',USD,,,', ',USD,hand,,'));
    const person = await registerPerson(house);
    await person.upload('/v1/imports', fileOf([...robot, ...hand]));
    await house.drainWithReports();
    const accounts = async () => (await person.get<TradingAccountPage>('/v1/accounts')).items;
    const suspected = (await accounts()).filter(({ looksAutomated }) => looksAutomated);
    expect(suspected.map(({ name, tradedBy }) => [name, tradedBy])).toEqual([['robot', null]]);
    const path = `/v1/accounts/${suspected[0]?.id}`;
    const isDue = async () =>
      (
        await query(database.adminUrl, `SELECT 1 FROM "ScoreState" WHERE "userId" = $1 AND status = 'due'`, [
          person.id,
        ])
      ).length === 1;
    await person.browser.send('PATCH', path, { name: 'My robot' });
    expect(await isDue()).toBe(false);
    await person.browser.send('PATCH', path, { tradedBy: 'program' });
    expect(await isDue()).toBe(true);
    await house.queue.enqueue('scoreDecisions', { v: 1, userId: person.id });
    await house.drainWithReports();
    const { trades, tags } = await scoresOf(database, person.id);
    expect(trades).toHaveLength(180);
    const alone = await scoresOf(database, (await personWith(fileOf(hand))).id);
    expect(tags).toEqual(alone.tags);
    expect((await accounts()).filter(({ looksAutomated }) => looksAutomated)).toEqual([]);
  });

  it('take clockwork for a person’s own, once the person was asked and has said so', async () => {
    // An hour's pace on most days, five times as many on every tenth: overtrading, were it not a clockwork's.
    const times = Array.from({ length: 60 }, (_, day) =>
      Array.from({ length: day % 10 === 9 ? 30 : 6 }, (_, n) => START_DAY + day * 86_400_000 + n * 1_800_000),
    ).flat();
    const clockwork = times.map((ts, index) => {
      const side = index % 2 === 0 ? 'buy' : 'sell';
      return `c${index},${new Date(ts).toISOString()},BTC-USD,${side},${1 + (index % 9)},${100 + (index % 7)},0,USD,clock,,`;
    });
    const person = await registerPerson(house);
    await person.upload('/v1/imports', fileOf(clockwork));
    await house.drainWithReports();
    const overtraded = async () =>
      (await scoresOf(database, person.id)).tags.filter(({ label }) => label === 'overtrading').length;
    const account = async () =>
      (await person.get<TradingAccountPage>('/v1/accounts')).items.find(({ name }) => name === 'clock');
    expect(await account()).toMatchObject({ looksAutomated: true, tradedBy: null });
    expect(await overtraded()).toBe(0);
    await person.browser.send('PATCH', `/v1/accounts/${(await account())?.id}`, { tradedBy: 'person' });
    await house.queue.enqueue('scoreDecisions', { v: 1, userId: person.id });
    await house.drainWithReports();
    expect(await overtraded()).toBeGreaterThan(0);
    // It still looks like one, and is not asked about again.
    expect(await account()).toMatchObject({ looksAutomated: true, tradedBy: 'person' });
  });

  it('tell nothing again when the same job runs twice', async () => {
    const person = await personWith(whole);
    const before = await scoresOf(database, person.id);
    const events = await eventsOf(database, person.id);
    await house.queue.enqueue('scoreDecisions', { v: 1, userId: person.id });
    await house.drain();
    expect(await scoresOf(database, person.id)).toEqual(before);
    expect(await eventsOf(database, person.id)).toEqual(events);
  });

  it('are computed anew after an upgrade, without a second message for what stayed the same', async () => {
    const person = await personWith(whole);
    const before = await scoresOf(database, person.id);
    const told = await toldTags(person.id);
    await query(database.adminUrl, `UPDATE "ScoreState" SET "engineVersion" = 'old' WHERE "userId" = $1`, [
      person.id,
    ]);
    await query(
      database.adminUrl,
      `UPDATE "ScoreCheckpoint" SET "engineVersion" = 'old' WHERE "userId" = $1`,
      [person.id],
    );
    const atStart = await dueAfterStart();
    expect(atStart).toContainEqual({
      name: 'scoreDecisions',
      payload: { v: 1, userId: person.id },
      dedupeKey: person.id,
      isBackground: true,
    });
    await house.queue.enqueue('scoreDecisions', { v: 1, userId: person.id });
    await house.drain();
    expect(await scoresOf(database, person.id)).toEqual(before);
    expect(await toldTags(person.id)).toEqual(told);
    expect(await dueAfterStart()).not.toContainEqual(
      expect.objectContaining({ name: 'scoreDecisions', dedupeKey: person.id }),
    );
  });

  it('go on page by page as if there were no pages', async () => {
    const long = writtenHistory({ fills: 11_000, seed: 9, symbols: ['BTC-USD', 'ETH-USD'] });
    const cut = long.trimEnd().split('\n');
    const person = await personWith(long);
    const parts = await personWith(
      [HEADER, ...cut.slice(1, 3_001)].join('\n'),
      [HEADER, ...cut.slice(3_001)].join('\n'),
    );
    expect(await scoresOf(database, parts.id)).toEqual(await scoresOf(database, person.id));
    const kept = await query(database.adminUrl, `SELECT ts FROM "ScoreCheckpoint" WHERE "userId" = $1`, [
      person.id,
    ]);
    expect(kept.length).toBeLessThan(30);
  });
});

const FILLS = new URL('../../../../shared/data/fills/', import.meta.url);
const hasFills = existsSync(FILLS);
const where = hasFills ? '' : ' (skipped: ../shared/data/fills is not here)';

describe(`real accounts${where}`, () => {
  it.skipIf(!hasFills).each(['a', 'b'])('account %s imports with exact counts per coin', async (letter) => {
    const name = `hyperliquid-account-${letter}.csv`;
    const expected = JSON.parse(readFileSync(new URL('hyperliquid.expected.json', FILLS), 'utf8')).accounts[
      `account-${letter}`
    ] as { fills: number; perCoin: { symbol: string; fills: number }[] };
    const person = await registerPerson(house);
    const done = await person.importFile(readFileSync(new URL(name, FILLS)));
    expect(done).toMatchObject({ status: 'done', rows: { read: expected.fills, accepted: expected.fills } });
    const { bySymbol } = await person.get<{ bySymbol: { symbol: string; fills: number }[] }>(
      '/v1/account/summary',
    );
    const counts = bySymbol.map(({ symbol, fills }) => ({ symbol, fills }));
    expect(counts.toSorted(bySymbolName)).toEqual(
      expected.perCoin.map(({ symbol, fills }) => ({ symbol, fills })).toSorted(bySymbolName),
    );
    expect((await scoresOf(database, person.id)).tags.length).toBeGreaterThan(0);
  });
});

function bySymbolName(a: { symbol: string }, b: { symbol: string }): number {
  return a.symbol < b.symbol ? -1 : 1;
}
