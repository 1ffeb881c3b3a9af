import { decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { type LedgerSources, NO_SOURCES } from '../ledger/ledger.ts';
import { account, BEGIN, MINUTE } from '../ledger/writtenFills.testkit.ts';
import type { CandleSeries } from '../market/candle.ts';
import { utcDay } from '../money/day.ts';
import type { CostLabel } from './alternative.ts';
import type { Flag } from './flag.ts';
import { Twin } from './twin.ts';

export type Rows = Parameters<typeof account>[1];

const HOUR = 60 * MINUTE;

/** Hourly candles of one price each, those of the hours asked for. */
export function sources(priceOf: (hour: number) => number, hours = 60): LedgerSources {
  const column = (value: (hour: number) => number) =>
    Float64Array.from({ length: hours }, (_, index) => value(index - 10));
  const series: CandleSeries = {
    ...{ symbol: 'BTC-USD', granularityMs: HOUR, aliasOf: null },
    ...{ ts: column((hour) => BEGIN + hour * HOUR), volume: column(() => 1) },
    ...{ open: column(priceOf), high: column(priceOf), low: column(priceOf), close: column(priceOf) },
  };
  return { ...NO_SOURCES, market: { candles: (symbol) => (symbol === 'BTC-USD' ? series : null) } };
}

/** Found for sure, and without a habit of size. */
export function flag(labels: readonly CostLabel[], more: Partial<Flag> = {}): Omit<Flag, 'decisionId'> {
  return {
    ...{ ts: BEGIN, found: new Set(labels), ownShare: decimal('1'), usualShare: decimal('1') },
    ...{ confidences: new Map(labels.map((label) => [label, decimal('1')])), holdMs: 24 * HOUR },
    ...more,
  };
}

/** What the twin of the written fills did differently, with the decisions of these ids flagged. */
export function live(
  rows: Rows,
  flags: Record<string, Omit<Flag, 'decisionId'>>,
  from: LedgerSources,
  instrument: 'spot' | 'margin' | 'linear' = 'margin',
) {
  const byId = new Map(
    Object.entries(flags).map(([decisionId, one]) => [decisionId, { ...one, decisionId }]),
  );
  const twin = new Twin({ sources: from, dayOf: utcDay, flags: byId });
  for (const fill of account(instrument, rows)) twin.add(fill);
  const changes = twin.end();
  let total = ZERO;
  for (const one of changes) if (one.kind === 'correction') total += one.change.gross - one.change.fees;
  const points = twin.points.map(({ date, difference }) => `${date} ${formatDecimal(difference)}`);
  return { changes, points, total: formatDecimal(total) };
}
