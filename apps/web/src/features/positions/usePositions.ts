'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { fetchPositions, type PositionFilter } from '../../lib/api/outcomes.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { POSITION_FILTERS } from './positionAddress.ts';

/** The filter as the address has it; what it does not name is absent. */
export function usePositionFilter(): PositionFilter {
  const { search } = useUrlState();
  return useMemo(() => {
    const address = new URLSearchParams(search);
    const given = POSITION_FILTERS.map((name) => [name, address.get(name) ?? undefined] as const);
    return Object.fromEntries(given.filter(([, value]) => value !== undefined));
  }, [search]);
}

/** Positions newest opened first, page by page. */
export function usePositions(filter: PositionFilter) {
  const query = useInfiniteQuery({
    queryKey: keys.positions(filter),
    queryFn: ({ pageParam, signal }) => fetchPositions(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  return { ...query, rows: query.data?.pages.flatMap(({ items }) => items) ?? [] };
}
