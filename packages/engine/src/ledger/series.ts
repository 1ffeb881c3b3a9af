import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import type { Market } from '../market/candle.ts';
import type { Day, DayOf } from '../money/day.ts';
import type { AsideStep } from './aside.ts';
import type { FeeSale, Ledger, LedgerStep } from './ledger.ts';
import { valueAt } from './mark.ts';

/** What one local day brought in one settlement asset; the days of an asset sum to its summary. */
export interface DayLine {
  date: string;
  asset: string;
  realisedPnl: Decimal;
  fees: Decimal;
  fills: number;
  episodes: number;
}

/** Cumulative net P&L from 0 at the end of a local day (the last one: at the as-of time). */
export interface EquityPoint {
  date: string;
  ts: number;
  asset: string;
  realised: Decimal;
  unrealised: Decimal;
  equity: Decimal;
  /** Share of the open exposure that is marked by its own candles; the rest by an alias or the last fill. 1 when flat. */
  coverage: number;
}

/** The running state of the fold over steps; plain data, so a checkpoint can hold it. */
export interface Series {
  day: Day | null;
  /** Cumulative realised P&L per asset. */
  realised: Map<string, Decimal>;
  /** Lines of the running day, by asset. */
  today: Map<string, DayLine>;
}

/** What became final when a step or the end was added. */
export interface SeriesOutput {
  days: DayLine[];
  equity: EquityPoint[];
}

export function emptySeries(): Series {
  return { day: null, realised: new Map(), today: new Map() };
}

/**
 * Before a fill is booked: ends every day that it leaves behind, with the positions as they stand,
 * days without fills included.
 */
export function turnDays(
  series: Series,
  ledger: Ledger,
  ts: number,
  dayOf: DayOf,
  market: Market,
  output: SeriesOutput,
): void {
  while (series.day && ts >= series.day.endTs) {
    endDay(series, ledger, series.day.endTs, market, output);
    series.day = dayOf(series.day.endTs);
  }
  series.day ??= dayOf(ts);
}

/** After a fill, or what stands beside them, is booked: adds what it brought to its day. */
export function addStep(series: Series, ledger: Ledger, step: LedgerStep | AsideStep | FeeSale): void {
  const asset = ledger.books.get(step.book)?.contract.settle;
  if (asset === undefined || !series.day) return;
  let line = series.today.get(asset);
  if (!line) {
    line = { date: series.day.date, asset, realisedPnl: ZERO, fees: ZERO, fills: 0, episodes: 0 };
    series.today.set(asset, line);
  }
  line.realisedPnl += step.realised;
  if ('fee' in step) {
    line.fees += step.fee;
    line.fills += 1;
    line.episodes += step.newlyClosed.length;
    if (step.feeSale?.closed) line.episodes -= 1;
  } else if ('closed' in step && step.closed) line.episodes += 1;
  series.realised.set(asset, (series.realised.get(asset) ?? ZERO) + step.realised);
}

/** The lines and points of the running day as of `ts`, without ending it. */
export function runningDay(series: Series, ledger: Ledger, ts: number, market: Market): SeriesOutput {
  const output: SeriesOutput = { days: [], equity: [] };
  if (series.day) endDay({ ...series, today: new Map(series.today) }, ledger, ts, market, output);
  return output;
}

function endDay(series: Series, ledger: Ledger, ts: number, market: Market, output: SeriesOutput): void {
  const date = series.day?.date ?? '';
  for (const asset of [...series.today.keys()].sort()) {
    const line = series.today.get(asset);
    if (line) output.days.push({ ...line });
  }
  series.today.clear();
  for (const asset of [...series.realised.keys()].sort()) {
    const realised = series.realised.get(asset) ?? ZERO;
    output.equity.push({ date, ts, asset, realised, ...openResult(ledger, asset, ts, market, realised) });
  }
}

function openResult(
  ledger: Ledger,
  asset: string,
  ts: number,
  market: Market,
  realised: Decimal,
): Pick<EquityPoint, 'unrealised' | 'equity' | 'coverage'> {
  let unrealised = ZERO;
  let gross = ZERO;
  let covered = ZERO;
  for (const book of ledger.books.values()) {
    if (book.position.qty === ZERO || book.contract.settle !== asset) continue;
    const value = valueAt(book, market, ts);
    unrealised += value.unrealised ?? ZERO;
    gross += value.gross;
    if (value.isCovered) covered += value.gross;
  }
  const coverage = gross === ZERO ? 1 : Number((covered * 1_000_000n) / gross) / 1_000_000;
  return { unrealised, equity: realised + unrealised, coverage };
}
