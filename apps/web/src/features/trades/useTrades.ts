'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { TradeRow } from '@twin/shared/dto/trade';
import { useMemo } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { fetchTrades, type TradeFilter } from '../../lib/api/trades.ts';

/**
 * Trades newest first, page by page as far as one scrolls. Pages are immutable: comparing 100,000 rows again with each
 * new page would stall the scroll, and reading all of them anew on focus would ask the server 500 times.
 */
export function useTrades(filter: TradeFilter) {
  const query = useInfiniteQuery({
    queryKey: keys.trades(filter),
    queryFn: ({ pageParam, signal }) => fetchTrades(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    structuralSharing: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });
  const pages = query.data?.pages;
  const rows = useMemo<readonly TradeRow[]>(() => pages?.flatMap(({ items }) => items) ?? [], [pages]);
  return { ...query, rows };
}
