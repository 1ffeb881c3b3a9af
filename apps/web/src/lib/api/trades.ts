import type { TradeSort } from '@twin/shared/primitives/tradeSort';
import { request } from './request.ts';

export interface TradeFilter {
  symbol?: string;
  label?: string;
  account?: string;
  /** UTC instants; `until` is exclusive. */
  since?: string;
  until?: string;
  /** Newest first without. */
  sort?: TradeSort;
  order?: 'asc';
}

/** Rows of one page: enough for several screens, small enough to parse within a frame. */
const PAGE_ROWS = 200;

export function fetchTrades(filter: TradeFilter, cursor: string | undefined, signal: AbortSignal) {
  return request('/v1/trades', (wire) => wire.TradePage, {
    query: { ...filter, cursor, limit: PAGE_ROWS },
    signal,
  });
}

/** `id` is the trade id of the decision's first fill. */
export function fetchDecision(id: string, signal: AbortSignal) {
  return request(`/v1/decisions/${encodeURIComponent(id)}`, (wire) => wire.DecisionDto, { signal });
}
