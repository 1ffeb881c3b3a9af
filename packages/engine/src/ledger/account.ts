import type { Decimal } from '@twin/shared/primitives/decimal';
import { type DayOf, utcDay } from '../money/day.ts';
import { bookKey } from './book.ts';
import type { Episode } from './decision.ts';
import { type Fill, quoteOf } from './fill.ts';
import { type Ledger, NO_SOURCES } from './ledger.ts';
import { type Replay, type ReplayOptions, replay } from './replay.ts';
import {
  addStep,
  type DayLine,
  type EquityPoint,
  emptySeries,
  maxDrawdown,
  runningDay,
  turnDays,
} from './series.ts';
import { type AssetTotals, assetTotals, type SymbolTotals, symbolTotals } from './summary.ts';

/** Every number about an account, from one replay, so that all views agree to the last digit. */
export interface Account extends Replay {
  /** The moment that open positions are valued at. */
  asOf: number;
  bySymbol: SymbolTotals[];
  byAsset: (AssetTotals & { maxDrawdown: Decimal })[];
  days: DayLine[];
  equity: EquityPoint[];
}

export interface AccountOptions extends Omit<ReplayOptions, 'onStep'> {
  /** Local days of the person's display zone; UTC by default. */
  dayOf?: DayOf;
  /** Default: the last fill. Equity points run up to its day. */
  asOf?: number;
}

/** Computes positions, results, days and equity of the fills as of a moment. No fills: all lists empty. */
export function computeAccount(fills: readonly Fill[], options: AccountOptions = {}): Account {
  const { market } = options.sources ?? NO_SOURCES;
  const dayOf = options.dayOf ?? utcDay;
  const series = emptySeries();
  const output: { days: DayLine[]; equity: EquityPoint[] } = { days: [], equity: [] };
  const replayed = replay(fills, {
    ...options,
    beforeStep: (fill, ledger) => turnDays(series, ledger, fill.ts, dayOf, market, output),
    onStep: (_fill, step, ledger) => addStep(series, ledger, step),
  });
  const { ledger } = replayed;
  const asOf = Math.max(options.asOf ?? 0, ledger.last?.ts ?? 0);
  if (ledger.last) turnDays(series, ledger, asOf, dayOf, market, output);
  const running = runningDay(series, ledger, asOf, market);
  const equity = [...output.equity, ...running.equity];
  const bySymbol = symbolTotals(ledger, market, asOf);
  return {
    ...replayed,
    asOf,
    bySymbol,
    byAsset: assetTotals(bySymbol, withAssets(ledger, replayed.episodes)).map((totals) => ({
      ...totals,
      maxDrawdown: maxDrawdown(equity.filter((point) => point.asset === totals.asset)),
    })),
    days: [...output.days, ...running.days],
    equity,
  };
}

function withAssets(ledger: Ledger, episodes: readonly Episode[]): { asset: string; episode: Episode }[] {
  return episodes.map((episode) => ({
    asset: ledger.books.get(bookKey(episode))?.contract.settle ?? quoteOf(episode.symbol),
    episode,
  }));
}
