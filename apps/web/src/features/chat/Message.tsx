'use client';
import type { CoachMessageDto } from '@twin/shared/dto/coach';
import { formatTime } from '../../ui/format/time.ts';
import type { Topic } from './Composer.tsx';
import { MessageText } from './MessageText.tsx';
import { ReflectionCard } from './ReflectionCard.tsx';

interface MessageProps {
  message: CoachMessageDto;
  zone: string;
  onReply: (topic: Topic) => void;
}

const FOCUS = 'focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-accent';

export function Message({ message, zone, onReply }: MessageProps) {
  const isOwn = message.role === 'user';
  const speaker = isOwn ? 'You' : 'Your twin';
  const clock = formatTime(message.createdAt, zone).slice(11, 16);
  return (
    <li
      data-message={message.id}
      tabIndex={-1}
      className={`flex flex-col gap-0.5 rounded-lg ${FOCUS} ${isOwn ? 'items-end pl-10' : 'items-start lg:pr-10'}`}
    >
      <span className="px-1 text-2xs text-muted">
        {speaker} · <time dateTime={message.createdAt}>{clock}</time>
      </span>
      <Body message={message} isOwn={isOwn} onReply={onReply} />
    </li>
  );
}

function Body({ message, isOwn, onReply }: Omit<MessageProps, 'zone'> & { isOwn: boolean }) {
  if (message.label !== null && message.decisionId !== null) {
    const { label, decisionId } = message;
    return <ReflectionCard message={{ ...message, label, decisionId }} onReply={onReply} />;
  }
  return (
    <div
      className={`max-w-full rounded-lg px-3 py-2 text-base ${isOwn ? 'bg-accent-wash' : 'border bg-surface'}`}
    >
      <MessageText text={message.text} facts={message.facts} />
    </div>
  );
}

/** A question that was sent and is not answered yet. */
export function PendingMessage({ text }: { text: string }) {
  return (
    <li className="flex flex-col items-end gap-0.5 pl-10">
      <span className="px-1 text-2xs text-muted">You · sending</span>
      <div className="max-w-full rounded-lg bg-accent-wash px-3 py-2 text-base opacity-70">{text}</div>
    </li>
  );
}
