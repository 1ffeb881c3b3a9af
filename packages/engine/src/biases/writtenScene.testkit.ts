import { decimal, ZERO } from '@twin/shared/primitives/decimal';
import type { Decision, PositionBefore } from '../ledger/decision.ts';
import { type CandleSeries, NO_MARKET } from '../market/candle.ts';
import { type BarFacts, barFacts } from './barFacts.ts';
import { type Scene, sceneOf } from './scene.ts';
import { initialState, type ScorerState } from './state.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** When a written decision is taken: at the begin of a day. */
export const NOW = 20_000 * DAY;

type Kept =
  | 'outcome'
  | 'id'
  | 'account'
  | 'symbol'
  | 'instrument'
  | 'side'
  | 'kind'
  | 'ts'
  | 'orderType'
  | 'byPerson';

export type Remember = (scene: Scene, state: ScorerState) => void;

export interface WrittenDecision extends Partial<Pick<Decision, Kept>> {
  qty?: number;
  price?: number;
  before?: Partial<Record<'qty' | 'avgCost' | 'qtyMax' | 'lastEntryNotional', number | null>> &
    Partial<Pick<PositionBefore, 'openedTs' | 'adds'>>;
}

/** A long position of 2 at 100 since yesterday. */
export const HELD = { qty: 2, avgCost: 100, qtyMax: 2, openedTs: NOW - DAY, lastEntryNotional: 200 };

/** A buy of 1 at 100 while flat; with a position before, a sale out of it. */
export function writtenDecision({
  qty = 1,
  price = 100,
  before = {},
  ...changes
}: WrittenDecision = {}): Decision {
  const exact = (value: number | null = null) => (value === null ? null : decimal(value.toFixed(8)));
  const isFlat = !before.qty;
  const ts = changes.ts ?? NOW;
  return {
    ...{ id: 'd', fillIds: ['d'], account: 'main', symbol: 'BTC-USD', instrument: 'spot', episodeId: 'd' },
    ...{ side: isFlat ? 'buy' : 'sell', kind: isFlat ? 'open' : 'reduce', orderType: null },
    ...{ ts, endTs: ts, qty: exact(qty) ?? ZERO, vwap: exact(price) ?? ZERO },
    notional: exact(changes.instrument === 'inverse' ? qty / price : qty * price) ?? ZERO,
    before: {
      qty: exact(before.qty) ?? ZERO,
      avgCost: exact(before.avgCost),
      openedTs: before.openedTs ?? null,
      qtyMax: exact(before.qtyMax) ?? ZERO,
      adds: before.adds ?? 0,
      lastEntryNotional: exact(before.lastEntryNotional),
    },
    outcome: { closedQty: ZERO, realisedPnl: null, closedEpisode: null },
    ...changes,
  };
}

/** The scene of a written decision, with what `remember` puts into the memory before it. */
export function writtenScene(
  decision: WrittenDecision = {},
  remember: Remember = () => {},
  bars: BarFacts | null = null,
): Scene {
  const state = initialState();
  const written = writtenDecision(decision);
  remember(sceneOf(state, written, NO_MARKET, bars), state);
  return sceneOf(state, written, NO_MARKET, bars);
}

/** Hourly bars of these closes, a tenth wide, as they are known so long after the last one has closed. */
export function barsOf(closes: readonly number[], lateMs = 0): BarFacts | null {
  const close = Float64Array.from(closes);
  const series: CandleSeries = {
    ...{ symbol: 'BTC-USD', granularityMs: HOUR, aliasOf: null, open: close, close, volume: close },
    ts: close.map((_, index) => NOW - (closes.length - index) * HOUR),
    high: close.map((price) => price + 0.05),
    low: close.map((price) => price - 0.05),
  };
  return barFacts(series, NOW + lateMs);
}

/** Closes that go up and down by 1 % in turn, then the last ones. */
export function swing(bars: number, last: readonly number[] = []): number[] {
  return [...times(bars, (i) => 100 * Math.exp(i % 2 ? 0.01 : 0)), ...last];
}

export function times<T>(n: number, make: (index: number) => T): T[] {
  return Array.from({ length: n }, (_, index) => make(index));
}
