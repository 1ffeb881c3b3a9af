import { type Decimal, decimal, ZERO } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../../test/runs.ts';
import { baseOf, type Fill, quoteOf } from '../ledger/fill.ts';
import { fillSequences } from '../ledger/fillSequences.testkit.ts';
import type { Funding } from '../ledger/funding.ts';
import { type LedgerSources, NO_SOURCES } from '../ledger/ledger.ts';
import { replay } from '../ledger/replay.ts';
import type { Move } from '../ledger/transfer.ts';
import { account } from '../ledger/writtenFills.testkit.ts';
import { sumAmounts } from '../money/assetAmounts.ts';
import { writeExact } from '../money/exactJson.ts';
import { daysIn } from '../money/zonedDay.ts';
import { type FoldedAccount, foldedAccount } from './foldedAccount.testkit.ts';

const RUNS = { numRuns: runsOf(2_000), seed: 20_241_123 };
/** Whole, half and three-quarter hours; clocks that change by one hour and by a half. */
const ZONES = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'];
/** A quiet week, and the ones in which New York's and Lord Howe's clocks change. */
const BEGINS = [
  '2023-11-14T22:00:00Z',
  '2024-03-08T03:00:00Z',
  '2024-04-05T00:00:00Z',
  '2024-11-01T12:00:00Z',
];

function coinOf({ symbol }: Fill): Pick<Fill, 'symbol' | 'fee' | 'feeAsset' | 'orderId'> {
  return {
    symbol: `BNB-${quoteOf(symbol)}`,
    fee: ZERO,
    feeAsset: null,
    orderId: null,
  };
}

const sources: LedgerSources = { ...NO_SOURCES, rateAt: () => ({ rate: decimal('300'), quality: 'own' }) };
const histories = fc
  .tuple(
    fillSequences({ instruments: ['spot', 'margin', 'linear'], maxLength: 30 }),
    fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
    fc.constantFrom(...BEGINS),
  )
  .map(([fills, sides, begin]) => {
    const shift = Date.parse(begin) - (fills[0]?.ts ?? 0);
    return fills.map((fill, index): Fill => {
      const account = sides[index] ? 'main' : 'other';
      // Every seventh fill trades the coin that others pay their fee in.
      const coin = index % 7 === 3 && fill.instrument === 'spot' ? coinOf(fill) : {};
      return { ...fill, ...coin, ts: fill.ts + shift, account };
    });
  });

/** Fundings among the fills, of contracts that trade and of one that never does, in and outside of positions. */
const fundingsOf = (fills: readonly Fill[]): fc.Arbitrary<Funding[]> =>
  fc
    .array(fc.tuple(fc.nat(fills.length - 1), fc.integer({ min: -9, max: 9 }), fc.boolean()), {
      maxLength: 12,
    })
    .map((draws) =>
      draws.map(([place, amount, isOdd], index) => {
        const { account: of, symbol, ts } = fills[place] ?? { account: 'main', symbol: 'BTC-USD', ts: 0 };
        const asset = quoteOf(symbol);
        return {
          id: `funding-${index}`,
          account: of,
          symbol: isOdd ? `XRP-${asset}` : symbol,
          instrument: 'linear',
          asset,
          amount: decimal(`${amount}.25`),
          ts: ts + (isOdd ? 1 : 0),
        };
      }),
    );

/** Coins that go to the other account in between, some of them more than are held, some less a network fee. */
const movesOf = (fills: readonly Fill[]): fc.Arbitrary<Move[]> =>
  fc
    .array(fc.tuple(fc.nat(fills.length - 1), fc.integer({ min: 1, max: 90_000 }), fc.boolean()), {
      maxLength: 6,
    })
    .map((draws) =>
      draws.map(([place, size, hasFee], index) => {
        const { account: from, symbol, ts } = fills[place] ?? { account: 'main', symbol: 'BTC-USD', ts: 0 };
        const sent = decimal(String(size / 10_000));
        return {
          ...{ id: `move-${index}`, from, to: from === 'main' ? 'other' : 'main', asset: baseOf(symbol) },
          ...{ sent, received: hasFee ? (sent * 99n) / 100n : sent, ts: ts + index },
        };
      }),
    );
const wholeHistories = histories.chain((fills) =>
  fc.tuple(fc.constant(fills), fundingsOf(fills), movesOf(fills)),
);

function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total += value;
  return total;
}

function checkView(result: FoldedAccount, name: string): void {
  const view = result.totals.find((totals) => totals.account === name);
  const ofView = (line: { account: string }): boolean => name === '' || line.account === name;
  const days = result.days.filter((line) => line.account === name);
  for (const totals of view?.byAsset ?? []) {
    const { asset } = totals;
    const ofAsset = (line: { symbol: string }): boolean => line.symbol.endsWith(`-${asset}`);
    const lines = days.filter((line) => line.asset === asset);
    const symbols = (view?.bySymbol ?? []).filter((line) => line.asset === asset);
    const closed = result.episodes.filter((episode) => ofView(episode) && ofAsset(episode));
    const open = result.openEpisodes.filter((episode) => ofView(episode) && ofAsset(episode));
    const last = result.equity.findLast((point) => point.account === name && point.asset === asset);
    expect(sum(lines.map((line) => line.realisedPnl))).toBe(totals.realisedPnl);
    expect(sum(symbols.map((line) => line.realisedPnl))).toBe(totals.realisedPnl);
    const apart = [...result.ledger.books.values()]
      .filter((book) => ofView(book) && book.contract.settle === asset)
      .map((book) => book.totals.apart);
    const inEpisodes = [...closed, ...open].map((episode) => episode.realisedPnl ?? ZERO);
    expect(sum([...inEpisodes, ...apart])).toBe(totals.realisedPnl);
    expect(sum(symbols.map((line) => line.funding))).toBe(totals.funding);
    expect(last?.realised).toBe(totals.realisedPnl);
    expect(last?.equity).toBe(totals.realisedPnl + (totals.unrealisedPnl ?? ZERO));
    expect(sum(lines.map((line) => line.fees))).toBe(totals.fees);
    expect(closed.length).toBe(totals.episodes);
    expect(lines.reduce((count, line) => count + line.episodes, 0)).toBe(totals.episodes);
    expect(lines.reduce((count, line) => count + line.fills, 0)).toBe(
      symbols.reduce((count, line) => count + line.fills, 0),
    );
  }
}

describe('one P&L engine', () => {
  it('summary, days, episodes, equity end point and symbols agree to the last digit, per account and in any zone', () => {
    fc.assert(
      fc.property(wholeHistories, fc.constantFrom(...ZONES), ([fills, fundings, moves], zone) => {
        const asides = [...fundings, ...moves];
        const result = foldedAccount(fills, { sources, asides, dayOf: daysIn(zone) });
        for (const { account: name } of result.totals) checkView(result, name);
        const utc = foldedAccount(fills, { sources, asides });
        expect(writeExact(result.totals.map(({ bySymbol }) => bySymbol))).toBe(
          writeExact(utc.totals.map(({ bySymbol }) => bySymbol)),
        );
      }),
      RUNS,
    );
  });

  it('the accounts sum to all of them together', () => {
    fc.assert(
      fc.property(histories, (fills) => {
        const { totals, byAsset } = foldedAccount(fills, { sources });
        const parts = totals.filter(({ account: name }) => name !== '').flatMap((view) => view.byAsset);
        for (const whole of byAsset) {
          const own = parts.filter(({ asset }) => asset === whole.asset);
          expect(sum(own.map((line) => line.realisedPnl))).toBe(whole.realisedPnl);
          expect(sum(own.map((line) => line.unrealisedPnl ?? ZERO))).toBe(whole.unrealisedPnl ?? ZERO);
          expect(sum(own.map((line) => line.fees))).toBe(whole.fees);
          expect(own.reduce((count, line) => count + line.episodes, 0)).toBe(whole.episodes);
        }
      }),
      RUNS,
    );
  });

  it('each day holds what the fills of that local day realised, however the books came to it', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(...ZONES), (fills, zone) => {
        const dayOf = daysIn(zone);
        const expected = new Map<string, { asset: string; amount: Decimal }[]>();
        replay(fills, {
          sources,
          onStep: ({ ts, symbol }, { realised, feeSale }) => {
            const { date } = dayOf(ts);
            const lines = [{ asset: quoteOf(symbol), amount: realised }];
            if (feeSale)
              lines.push({ asset: quoteOf(feeSale.book.split('|')[1] ?? ''), amount: feeSale.realised });
            expected.set(date, sumAmounts([expected.get(date) ?? [], lines]));
          },
        });
        const { days } = foldedAccount(fills, { sources, dayOf });
        const shown = days.filter((line) => line.account === '');
        expect(shown.map((line) => [line.date, line.asset, line.realisedPnl])).toEqual(
          [...expected].flatMap(([date, lines]) => lines.map(({ asset, amount }) => [date, asset, amount])),
        );
      }),
      RUNS,
    );
  });

  it('counts an episode of coins from outside once, though another symbol trades in between', () => {
    const result = foldedAccount(
      account('spot', [
        [0, 'sell 1 @ 100', { orderId: 'a' }],
        [1, 'sell 1 @ 10', { symbol: 'ETH-USD', orderId: 'b' }],
        [2, 'sell 1 @ 101', { orderId: 'a' }],
        [3, 'sell 1 @ 11', { symbol: 'ETH-USD', orderId: 'b' }],
      ]),
    );
    expect(result.episodes).toHaveLength(2);
    expect(result.byAsset[0]?.episodes).toBe(2);
  });

  it('counts one episode where a single sale takes carried dust and coins from outside', () => {
    const result = foldedAccount(
      account('spot', [
        [0, 'buy 10 @ 100'],
        [10, 'sell 9.999999 @ 110'],
        [20, 'sell 1 @ 120'],
      ]),
    );
    expect(result.episodes).toHaveLength(2);
    expect(result.byAsset[0]?.episodes).toBe(2);
  });
});
