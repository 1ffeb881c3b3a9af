import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { CoachMessageDto, CoachMessagePage } from '@twin/shared/dto/coach';
import { keys } from '../api/keys.ts';

export type MessagePages = InfiniteData<CoachMessagePage, string | undefined>;

/** Adds messages that the page does not show yet, each newer than the one before. */
export function addMessages(client: QueryClient, ...messages: CoachMessageDto[]): void {
  client.setQueryData<MessagePages>(keys.messages, (known) => {
    const [newest, ...older] = known?.pages ?? [];
    if (!known || !newest) return known;
    const shown = new Set(known.pages.flatMap(({ items }) => items.map(({ id }) => id)));
    const added = messages.filter(({ id }) => !shown.has(id)).toReversed();
    if (added.length === 0) return known;
    return { ...known, pages: [{ ...newest, items: [...added, ...newest.items] }, ...older] };
  });
}
