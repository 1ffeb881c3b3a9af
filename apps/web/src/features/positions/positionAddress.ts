import { changedAddress } from '../../stores/urlState.ts';

/** The parameters of the list of positions, as they stand in its address and in the call. */
export const POSITION_FILTERS = [
  'symbol',
  'account',
  'asset',
  'side',
  'label',
  'rule',
  'outcome',
  'weekday',
  'hour',
  'returnFrom',
  'returnTo',
  'since',
  'until',
] as const;
export type PositionFilterName = (typeof POSITION_FILTERS)[number];

/** The list of positions narrowed down to what a number counts. */
export function positionsAddress(
  filter: Readonly<Partial<Record<PositionFilterName, string | number | null | undefined>>>,
): string {
  const texts = Object.entries(filter).map(([name, value]) => [
    name,
    value === null || value === undefined ? undefined : String(value),
  ]);
  return changedAddress('/positions', '', Object.fromEntries(texts));
}

/** One position as a page; `id` may be that of any trade of it. */
export function positionAddress(id: string): string {
  return changedAddress('/position', '', { id });
}
