'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { DigestDto } from '@twin/shared/dto/digest';
import { useMemo } from 'react';
import { fetchDigests } from '../../lib/api/digests.ts';
import { keys } from '../../lib/api/keys.ts';

/** The told weeks, newest first, as far back as was asked for. */
export function useDigests() {
  const query = useInfiniteQuery({
    queryKey: keys.digests,
    queryFn: ({ pageParam, signal }) => fetchDigests(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: 60_000,
  });
  const pages = query.data?.pages;
  const digests = useMemo<readonly DigestDto[]>(() => (pages ?? []).flatMap(({ items }) => items), [pages]);
  return { ...query, digests };
}
