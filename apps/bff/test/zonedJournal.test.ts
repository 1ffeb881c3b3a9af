import type { AccountSummary, CalendarAnswer } from '@twin/shared/dto/account';
import type { OutcomeAnswer } from '@twin/shared/dto/outcome';
import type { TradePage } from '@twin/shared/dto/trade';
import { SHOWN_FROM } from '@twin/shared/primitives/label';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { HEADER } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

/** A Monday in UTC and a Tuesday in Tokyo; the sale is on Tuesday in UTC and on Wednesday in Tokyo. */
const BOUGHT = '2024-03-04T23:30:00Z';
const SOLD = '2024-03-05T16:00:00Z';

describe('on the clock of Tokyo', () => {
  let person: Person;
  beforeAll(async () => {
    person = await registerPerson(house);
    await person.browser.send('PATCH', '/v1/settings', { timeZone: 'Asia/Tokyo' });
    const rows = [`a,${BOUGHT},BTC-USD,buy,1,100,0,USD,,,`, `b,${SOLD},BTC-USD,sell,1,130,0,USD,,,`];
    await person.importFile([HEADER, ...rows].join('\n'));
    const { items } = await person.get<TradePage>('/v1/trades');
    const tradeId = items.find(({ side }) => side === 'buy')?.id ?? '';
    const tag = { tradeId, label: 'fomo_chase', confidence: SHOWN_FROM, features: {}, ts: new Date(BOUGHT) };
    await database.forUser(person.id, ({ biases }) =>
      biases.create(person.id, { ...tag, engineVersion: '1.0.0', modelVersion: 'v0' }),
    );
  });

  it('a position stands at the weekday and the hour at which it was opened there', async () => {
    const { hours } = await person.get<OutcomeAnswer>('/v1/account/outcomes?asset=USD');
    expect(hours).toEqual([{ weekday: 2, hour: 8, episodes: 1, wins: 1, realisedPnl: '30' }]);
  });

  it('a result stands at the day of the sale there, and a tag at the day of its decision', async () => {
    const { days } = await person.get<CalendarAnswer>('/v1/account/calendar?month=2024-03');
    const told = days.map(({ date, lines, tags }) => [date, lines.map((line) => line.realisedPnl), tags]);
    expect(told).toEqual([
      ['2024-03-05', ['0'], 1],
      ['2024-03-06', ['30'], 0],
    ]);
  });

  it('a span is of whole days there', async () => {
    const span = `since=2024-03-05T15:00:00Z&until=${SOLD}`;
    const { byQuote } = await person.get<AccountSummary>(`/v1/account/summary?${span}`);
    expect(byQuote).toMatchObject([{ realisedPnl: '30', knownEpisodes: 1, winRate: 1 }]);
  });
});
