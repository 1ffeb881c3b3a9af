import type { BreakdownKey } from '@twin/shared/dto/outcome';
import { request } from './request.ts';

/** What a list of positions is narrowed down to: parameters of `/v1/episodes`, as they stand in an address. */
export type PositionFilter = Readonly<Record<string, string | undefined>>;

const PAGE_ROWS = 100;

export function fetchOutcomes(account: string | undefined, asset: string) {
  return request('/v1/account/outcomes', (wire) => wire.OutcomeAnswer, { query: { account, asset } });
}

export function fetchBreakdown(by: BreakdownKey, account: string | undefined, asset: string) {
  return request('/v1/account/breakdown', (wire) => wire.BreakdownAnswer, { query: { by, account, asset } });
}

export function fetchPositions(filter: PositionFilter, cursor: string | undefined, signal: AbortSignal) {
  return request('/v1/episodes', (wire) => wire.EpisodePage, {
    query: { ...filter, cursor, limit: PAGE_ROWS },
    signal,
  });
}

/** `id` may be the position's or that of any trade of it. */
export function fetchPosition(id: string, signal: AbortSignal) {
  return request(`/v1/episodes/${encodeURIComponent(id)}`, (wire) => wire.EpisodeDetail, { signal });
}
