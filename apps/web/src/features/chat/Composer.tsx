'use client';
import Link from 'next/link';
import { type KeyboardEvent, type RefObject, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/states.tsx';
import { useSession } from '../shell/session.ts';
import { DECISION_QUESTIONS, QUESTIONS } from './questions.ts';
import type { Ask } from './useAsk.ts';

/** The decision that is talked about, in words. */
export interface Topic {
  decisionId: string;
  name: string;
}

interface ComposerProps {
  input: RefObject<HTMLTextAreaElement | null>;
  topic: Topic | null;
  onTopic: (topic: Topic | null) => void;
  ask: Ask;
}

const LONGEST = 2000;

/** Where one writes: Enter sends, Shift and Enter make a line, Escape lets go of the topic. */
export function Composer(props: ComposerProps) {
  const isDemo = useSession().data?.user.isDemo ?? false;
  return (
    <div className="border-t bg-raised py-3">
      <div className="mx-auto flex max-w-3xl flex-col gap-2 px-4 lg:px-6">
        {isDemo ? <DemoNote /> : <QuestionForm {...props} />}
      </div>
    </div>
  );
}

function DemoNote() {
  return (
    <p className="text-sm text-muted">
      In the demo you can read, open the evidence and simulate.{' '}
      <Link href="/sign-in?mode=register" className="font-medium text-accent underline">
        Ask about your own trades
      </Link>
    </p>
  );
}

function QuestionForm({ input, topic, onTopic, ask }: ComposerProps) {
  const [text, setText] = useState('');
  const send = (question: string) => {
    const trimmed = question.trim();
    if (trimmed === '' || ask.isPending) return;
    const about = topic ? { decisionId: topic.decisionId } : {};
    const isTyped = question === text;
    ask.send({ text: trimmed, ...about }, { onSuccess: () => isTyped && setText('') });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) send(text);
    else if (event.key === 'Escape' && topic) onTopic(null);
    else if (event.key === 'ArrowUp' && text === '') focusNewest();
    else return;
    event.preventDefault();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send(text);
      }}
      className="flex flex-col gap-2"
    >
      <Suggestions questions={topic ? DECISION_QUESTIONS : QUESTIONS} isBusy={ask.isPending} onAsk={send} />
      {topic && <TopicLine topic={topic} onLetGo={() => onTopic(null)} />}
      {ask.error && <Notice tone="bad">{ask.error.message}</Notice>}
      <div className="flex items-end gap-2">
        <textarea
          ref={input}
          rows={1}
          maxLength={LONGEST}
          aria-label="Ask your twin"
          placeholder="Ask about your trades"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-36 min-h-8 flex-1 resize-none rounded-md border border-edge/60 bg-surface px-2.5 py-1.5 text-sm text-ink placeholder:text-muted pointer-coarse:min-h-10 pointer-coarse:py-2.5"
        />
        <Button type="submit" look="primary" isBusy={ask.isPending} disabled={text.trim() === ''}>
          Send
        </Button>
      </div>
    </form>
  );
}

function focusNewest(): void {
  const messages = document.querySelectorAll<HTMLElement>('[data-message]');
  messages.item(messages.length - 1)?.focus();
}

interface SuggestionsProps {
  questions: readonly string[];
  isBusy: boolean;
  onAsk: (question: string) => void;
}

function Suggestions({ questions, isBusy, onAsk }: SuggestionsProps) {
  return (
    <ul aria-label="Questions you can ask" className="-mx-4 flex gap-1.5 overflow-x-auto px-4 pb-0.5">
      {questions.map((question) => (
        <li key={question}>
          <button
            type="button"
            disabled={isBusy}
            onClick={() => onAsk(question)}
            className="min-h-7 rounded-full border border-edge/50 bg-surface px-2.5 text-xs whitespace-nowrap text-muted hover:bg-hover hover:text-ink pointer-coarse:min-h-9"
          >
            {question}
          </button>
        </li>
      ))}
    </ul>
  );
}

function TopicLine({ topic, onLetGo }: { topic: Topic; onLetGo: () => void }) {
  return (
    <p className="flex items-center justify-between gap-2 rounded-md bg-pattern-wash px-2.5 py-1 text-xs">
      <span className="truncate">About: {topic.name}</span>
      <button type="button" onClick={onLetGo} className="shrink-0 text-muted hover:text-ink">
        Ask in general <kbd className="hidden font-sans lg:inline">Esc</kbd>
      </button>
    </p>
  );
}
