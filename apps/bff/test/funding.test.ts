import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson, scoresOf } from './support/testHouse.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const HEADER =
  'Uid,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,Wallet Balance,Action,Time(UTC)';
const row = (...cells: (string | number)[]) => ['1', 'USDT', 'BTCUSDT', ...cells].join(',');
const trade = (side: string, qty: string, price: number, cash: number, time: string) =>
  row('TRADE', side, qty, qty, price, 0, 0, cash, cash, 900, 'OPEN', time);
const settlement = (amount: string, time: string) =>
  row('SETTLEMENT', 'BUY', '0.010', '0.010', 43000, amount, 0, 0, amount, 900, '--', time);
const log = (...rows: string[]) => [HEADER, ...rows.reverse()].join('\n');

const TRADES = [
  trade('BUY', '0.010', 43000, 0, '2024-01-10 06:00:00'),
  trade('SELL', '-0.010', 43100, 1, '2024-01-11 10:00:00'),
];
const FUNDINGS = [settlement('-0.043', '2024-01-10 08:00:00'), settlement('-0.021', '2024-01-11 00:00:00')];

interface Summary {
  byQuote: { asset: string; realisedPnl: string; funding: string }[];
}
interface Episodes {
  items: { realisedPnl: string; funding?: string; entryPrice: string; exitPrice: string }[];
}
interface Calendar {
  days: { date: string; lines: { realisedPnl: string }[] }[];
}

async function figures(person: Person) {
  const summary = await person.get<Summary>('/v1/account/summary');
  const episodes = await person.get<Episodes>('/v1/episodes');
  return { quote: summary.byQuote[0], episode: episodes.items[0] };
}

async function undo(person: Person, importId: string): Promise<void> {
  await person.browser.send('DELETE', `/v1/imports/${importId}`);
  await house.drain();
}

describe('funding of a perpetual', () => {
  it('is part of the one result in summary, episode, calendar and equity, and of no price', async () => {
    const person = await registerPerson(house);
    const entry = await person.importFile(log(...TRADES, ...FUNDINGS));
    expect(entry.rows).toMatchObject({ read: 4, accepted: 2, ignored: 2, rejected: 0 });
    expect(await figures(person)).toMatchObject({
      quote: { asset: 'USDT', realisedPnl: '0.936', funding: '-0.064' },
      episode: { realisedPnl: '0.936', funding: '-0.064', entryPrice: '43000', exitPrice: '43100' },
    });
    const { days } = await person.get<Calendar>('/v1/account/calendar?month=2024-01');
    const shown = days.flatMap(({ date, lines }) => lines.map(({ realisedPnl }) => [date, realisedPnl]));
    expect(shown).toEqual([
      ['2024-01-10', '-0.043'],
      ['2024-01-11', '0.979'],
    ]);
    const { points } = await person.get<{ points: { actual: string }[] }>(
      '/v1/account/equity?bucket=day&asset=USDT',
    );
    expect(points.at(-1)?.actual).toBe('0.936');
  });

  it('that comes later than its trades gives what it had given at once, and counts once', async () => {
    const person = await registerPerson(house);
    await person.importFile(log(...TRADES));
    expect((await figures(person)).quote).toMatchObject({ realisedPnl: '1', funding: '0' });
    const later = log(...TRADES, ...FUNDINGS);
    await person.importFile(later);
    await person.importFile(later);
    const atOnce = await registerPerson(house);
    await atOnce.importFile(later);
    expect((await figures(person)).quote).toEqual((await figures(atOnce)).quote);
    expect(await scoresOf(database, person.id)).toEqual(await scoresOf(database, atOnce.id));
  });

  it('goes with the undo of its import, unless another import holds it', async () => {
    const person = await registerPerson(house);
    await person.importFile(log(...TRADES));
    const first = await person.importFile(log(...TRADES, ...FUNDINGS));
    const second = await person.importFile(log(...TRADES, FUNDINGS[0] ?? ''));
    await undo(person, first.id);
    expect((await figures(person)).quote).toMatchObject({ realisedPnl: '0.957', funding: '-0.043' });
    await undo(person, second.id);
    expect((await figures(person)).quote).toMatchObject({ realisedPnl: '1', funding: '0' });
  });

  it('of a position that still runs is in its open episode', async () => {
    const person = await registerPerson(house);
    await person.importFile(log(TRADES[0] ?? '', ...FUNDINGS));
    expect(await figures(person)).toMatchObject({
      quote: { realisedPnl: '-0.064', funding: '-0.064' },
      episode: { realisedPnl: '-0.064', funding: '-0.064', exitPrice: null },
    });
  });

  it('is in the export, and restored elsewhere gives the same figures and the same bytes', async () => {
    const person = await registerPerson(house);
    await person.importFile(log(...TRADES, ...FUNDINGS));
    const zip = await person.export();
    const other = await registerPerson(house);
    await other.restore(zip);
    expect(await figures(other)).toEqual({
      quote: (await figures(person)).quote,
      episode: expect.objectContaining({ funding: '-0.064' }),
    });
    expect((await other.export()).equals(zip)).toBe(true);
  });
});
