'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { CoachMessageDto } from '@twin/shared/dto/coach';
import { useMemo } from 'react';
import { fetchMessages } from '../../lib/api/coach.ts';
import { keys } from '../../lib/api/keys.ts';

/** The conversation, oldest first, as far back as was asked for. */
export function useMessages() {
  const query = useInfiniteQuery({
    queryKey: keys.messages,
    queryFn: ({ pageParam, signal }) => fetchMessages(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: 60_000,
  });
  const pages = query.data?.pages;
  const messages = useMemo<readonly CoachMessageDto[]>(
    () => (pages ?? []).flatMap(({ items }) => items).toReversed(),
    [pages],
  );
  return { ...query, messages };
}
