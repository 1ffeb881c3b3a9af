'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FeedbackVerdict } from '@twin/shared/dto/bias';
import type { DecisionDto } from '@twin/shared/dto/decision';
import { giveFeedback } from '../../lib/api/biases.ts';
import { Notice } from '../../ui/states.tsx';
import { decisionQuery } from '../trades/decisionQuery.ts';

interface PatternAnswerProps {
  decisionId: string;
  label: string;
}

const ANSWERS: readonly { verdict: FeedbackVerdict; words: string }[] = [
  { verdict: 'agree', words: 'I see it too' },
  { verdict: 'dispute', words: 'I see it differently' },
];

/** Whether the person agrees. It counts from then on: a disputed pattern needs stronger evidence next time. */
export function PatternAnswer({ decisionId, label }: PatternAnswerProps) {
  const { given, answer } = usePatternAnswer(decisionId, label);
  return (
    <div className="flex flex-col gap-1.5 border-t pt-2">
      <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <legend className="sr-only">Do you see it too?</legend>
        {ANSWERS.map(({ verdict, words }) => (
          <button
            key={verdict}
            type="button"
            aria-pressed={given === verdict}
            disabled={answer.isPending}
            onClick={() => answer.mutate(verdict)}
            className={`min-h-6 text-xs pointer-coarse:min-h-9 ${given === verdict ? 'font-semibold text-ink' : 'text-muted hover:text-ink'}`}
          >
            <span aria-hidden="true">{given === verdict ? '● ' : '○ '}</span>
            {words}
          </button>
        ))}
        {given && (
          <span role="status" className="text-xs text-muted">
            Noted; it counts from now on.
          </span>
        )}
      </fieldset>
      {answer.error && <Notice tone="bad">{answer.error.message}</Notice>}
    </div>
  );
}

function usePatternAnswer(decisionId: string, label: string) {
  const client = useQueryClient();
  const query = decisionQuery(decisionId);
  // Shown as soon as the decision is known for another reason; not worth asking for by itself.
  const { data } = useQuery({ ...query, enabled: false });
  const answer = useMutation({
    mutationFn: async (verdict: FeedbackVerdict) => {
      const decision = await client.fetchQuery(query);
      const tag = decision.tags.find((one) => one.label === label);
      if (!tag)
        throw new Error('This pattern is no longer found in the decision, so there is nothing to answer.');
      await giveFeedback(tag.id, verdict);
      return verdict;
    },
    onSuccess: (verdict) =>
      client.setQueryData(query.queryKey, (known) => known && withAnswer(known, label, verdict)),
  });
  return { given: data?.tags.find((tag) => tag.label === label)?.feedback ?? null, answer };
}

function withAnswer(decision: DecisionDto, label: string, feedback: FeedbackVerdict): DecisionDto {
  const tags = decision.tags.map((tag) => (tag.label === label ? { ...tag, feedback } : tag));
  return { ...decision, tags };
}
