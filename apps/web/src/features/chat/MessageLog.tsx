'use client';
import type { CoachMessageDto } from '@twin/shared/dto/coach';
import { Fragment, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useUnread } from '../../stores/unread.ts';
import { Button } from '../../ui/Button.tsx';
import { formatDay } from '../../ui/format/time.ts';
import { useZone } from '../shell/session.ts';
import type { Topic } from './Composer.tsx';
import { Message, PendingMessage } from './Message.tsx';
import type { useMessages } from './useMessages.ts';

interface MessageLogProps {
  chat: ReturnType<typeof useMessages>;
  /** The question that is on its way. */
  pending: string | null;
  onReply: (topic: Topic) => void;
  /** The keyboard leaves the conversation for the place where one writes. */
  onLeave: () => void;
}

/**
 * The conversation, newest at the bottom. The list hangs from its lower end (column-reverse), so that it stays there
 * when something new comes, and stays in place when something older does.
 */
export function MessageLog({ chat, pending, onReply, onLeave }: MessageLogProps) {
  const { messages } = chat;
  const zone = useZone();
  const firstNew = useFirstNew(messages);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col-reverse overflow-y-auto">
      <div className="mx-auto w-full max-w-3xl px-4 py-4 lg:px-6">
        <OlderMessages chat={chat} />
        <div role="log" aria-label="Conversation">
          <ol className="flex flex-col gap-3" onKeyDown={(event) => moveFocus(event, onLeave)}>
            {messages.map((message, place) => (
              <Fragment key={message.id}>
                <DayLine message={message} before={messages[place - 1]} zone={zone} />
                {message.id === firstNew && <NewLine />}
                <Message message={message} zone={zone} onReply={onReply} />
              </Fragment>
            ))}
            {pending !== null && <PendingMessage text={pending} />}
          </ol>
        </div>
      </div>
    </div>
  );
}

/** The first message that was not seen when the page was opened; it keeps its mark while one reads on. */
function useFirstNew(messages: readonly CoachMessageDto[]): string | undefined {
  const [seenBefore] = useState(() => useUnread.getState().readUpTo);
  if (seenBefore === '') return undefined;
  return messages.find(({ role, createdAt }) => role === 'coach' && createdAt > seenBefore)?.id;
}

function NewLine() {
  return (
    <li className="flex items-center gap-3 text-2xs font-semibold text-accent">
      <span aria-hidden="true" className="h-px flex-1 bg-accent/40" />
      New
      <span aria-hidden="true" className="h-px flex-1 bg-accent/40" />
    </li>
  );
}

interface DayLineProps {
  message: CoachMessageDto;
  before: CoachMessageDto | undefined;
  zone: string;
}

function DayLine({ message, before, zone }: DayLineProps) {
  const day = formatDay(message.createdAt, zone);
  if (before && formatDay(before.createdAt, zone) === day) return null;
  return <li className="pt-1 text-center text-2xs text-muted">{day}</li>;
}

/** Loads the next page when its button comes into sight; the button does the same by hand. */
function OlderMessages({ chat }: Pick<MessageLogProps, 'chat'>) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = chat;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element || !hasNextPage || isFetchingNextPage) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) void fetchNextPage();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (!hasNextPage) return null;
  return (
    <div ref={place} className="flex justify-center pb-3">
      <Button look="quiet" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {isFetchingNextPage ? 'Loading older messages' : 'Show older messages'}
      </Button>
    </div>
  );
}

const STEPS: Readonly<Record<string, (place: number, last: number) => number>> = {
  ArrowUp: (place) => place - 1,
  ArrowDown: (place) => place + 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** Arrows go from message to message; past the last one and with Escape back to writing. */
function moveFocus(event: KeyboardEvent<HTMLElement>, onLeave: () => void): void {
  const step = STEPS[event.key];
  if (event.key !== 'Escape' && !step) return;
  event.preventDefault();
  const messages = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-message]')];
  const at = messages.findIndex((message) => message.contains(document.activeElement));
  const next = step?.(at, messages.length - 1) ?? messages.length;
  if (next >= messages.length) onLeave();
  else messages[Math.max(0, next)]?.focus();
}
