'use client';
import type { CoachMessageDto } from '@twin/shared/dto/coach';
import { useId, useState } from 'react';
import { useUrlState } from '../../stores/urlState.ts';
import { Button } from '../../ui/Button.tsx';
import { isLabel, namePattern } from '../../ui/patterns.ts';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { kindFromPattern } from '../rules/ruleWords.ts';
import { useSession } from '../shell/session.ts';
import type { Topic } from './Composer.tsx';
import { EvidenceCard } from './EvidenceCard.tsx';
import { MessageText } from './MessageText.tsx';
import { PatternAnswer } from './PatternAnswer.tsx';

export type Reflection = CoachMessageDto & { label: string; decisionId: string };

interface ReflectionCardProps {
  message: Reflection;
  onReply: (topic: Topic) => void;
}

/** One pattern that was noticed: what, why on demand, what else could have been done, and the person's own word. */
export function ReflectionCard({ message, onReply }: ReflectionCardProps) {
  const [isOpen, setOpen] = useState(false);
  const url = useUrlState();
  const isDemo = useSession().data?.user.isDemo ?? false;
  const evidenceId = useId();
  const { label, decisionId, cta } = message;
  const name = isLabel(label) ? namePattern(label) : label;
  return (
    <article aria-label={name} className="w-full overflow-hidden rounded-lg border bg-surface shadow-panel">
      <header className="flex items-center gap-2 border-b bg-pattern-wash px-3 py-1.5">
        <h2 className="text-sm font-semibold text-pattern">{name}</h2>
      </header>
      <div className="flex flex-col gap-3 px-3 py-2.5">
        <div className="text-base">
          <MessageText text={message.text} facts={message.facts} />
        </div>
        <div className="flex flex-wrap gap-2">
          {cta && (
            <Button look="primary" onClick={() => url.change({ simulate: cta.decisionId })}>
              What if I had held?
            </Button>
          )}
          <Button aria-expanded={isOpen} aria-controls={evidenceId} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide the evidence' : 'Show the evidence'}
          </Button>
          {kindFromPattern(label) !== undefined && (
            <QuietLink
              href={`/rules?pattern=${label}`}
              className="inline-flex min-h-8 items-center px-2 text-sm text-accent underline"
            >
              A rule against it
            </QuietLink>
          )}
          {!isDemo && (
            <Button look="quiet" onClick={() => onReply({ decisionId, name: topicOf(message, name) })}>
              Ask about this
            </Button>
          )}
        </div>
        <div id={evidenceId} hidden={!isOpen}>
          {isOpen && <EvidenceCard decisionId={decisionId} label={label} />}
        </div>
        {!isDemo && <PatternAnswer decisionId={decisionId} label={label} />}
      </div>
    </article>
  );
}

function topicOf({ facts }: Reflection, name: string): string {
  return [name, facts['symbol']?.text, facts['day']?.text].filter(Boolean).join(', ');
}
