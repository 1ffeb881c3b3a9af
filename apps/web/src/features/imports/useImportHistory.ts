'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { fetchImports } from '../../lib/api/imports.ts';
import { keys } from '../../lib/api/keys.ts';
import { isFinished } from './useImport.ts';

const POLL_MS = 1500;

/** The imports of the person, newest first, asked for again while one of them is not done. */
export function useImportHistory() {
  const history = useInfiniteQuery({
    queryKey: keys.imports,
    queryFn: ({ pageParam }) => fetchImports(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((item) => !isFinished(item))) ? POLL_MS : false,
  });
  const items = history.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...history, items };
}
