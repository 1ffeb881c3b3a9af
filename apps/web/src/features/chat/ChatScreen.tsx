'use client';
import Link from 'next/link';
import { Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { markRead } from '../../stores/unread.ts';
import { PageHeader } from '../../ui/Panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useSession } from '../shell/session.ts';
import { Composer, type Topic } from './Composer.tsx';
import { MessageLog } from './MessageLog.tsx';
import { useAsk } from './useAsk.ts';
import { useMessages } from './useMessages.ts';

export function ChatScreen() {
  return (
    <Suspense fallback={<Waiting />}>
      <Chat />
    </Suspense>
  );
}

function Chat() {
  const chat = useMessages();
  const [topic, setTopic] = useState<Topic | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const ask = useAsk();
  const focusInput = useCallback(() => input.current?.focus(), []);
  const reply = useCallback(
    (next: Topic) => {
      setTopic(next);
      focusInput();
    },
    [focusInput],
  );
  useReadMark(chat.messages.at(-1)?.createdAt);
  return (
    <div className="flex h-full flex-col">
      <div className="border-b px-4 py-3 lg:px-6">
        <PageHeader
          title="Chat"
          note="What your twin noticed, with the evidence. Every number comes from your own trades."
        />
      </div>
      {chat.isPending && <Waiting />}
      {chat.isError && !chat.data && (
        <div className="flex-1">
          <ErrorState error={chat.error} onRetry={() => void chat.refetch()} />
        </div>
      )}
      {chat.data && chat.messages.length === 0 && <NothingYet />}
      {chat.messages.length > 0 && (
        <MessageLog chat={chat} pending={ask.pendingText} onReply={reply} onLeave={focusInput} />
      )}
      {chat.data && <Composer input={input} topic={topic} onTopic={setTopic} ask={ask} />}
    </div>
  );
}

function Waiting() {
  return (
    <div className="flex-1 p-6">
      <Skeleton lines={5} label="Loading the conversation" />
    </div>
  );
}

function NothingYet() {
  return (
    <div className="flex flex-1 flex-col justify-center">
      <EmptyState
        title="Nothing to talk about yet"
        action={
          <Link
            href="/imports"
            className="inline-flex min-h-8 items-center rounded-md bg-accent-fill px-3 py-1 text-sm font-medium text-on-accent"
          >
            Import your trades
          </Link>
        }
      >
        Drop a file of fills, and the patterns that it shows appear here as they are found, each with its
        evidence.
      </EmptyState>
    </div>
  );
}

/** Whoever looks at the page has seen what it shows; a page in the background was not looked at. */
function useReadMark(newest: string | undefined): void {
  const userId = useSession().data?.user.id;
  useEffect(() => {
    if (userId === undefined || newest === undefined) return;
    const mark = () => {
      if (document.visibilityState === 'visible') markRead(userId, newest);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [userId, newest]);
}
