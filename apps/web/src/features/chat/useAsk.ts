'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CoachQuestion } from '@twin/shared/dto/coach';
import { askCoach } from '../../lib/api/coach.ts';
import { addMessages } from '../../lib/stream/addMessages.ts';

export type Ask = ReturnType<typeof useAsk>;

/** Sends a question; the message and its reply join the conversation together. */
export function useAsk() {
  const client = useQueryClient();
  const { mutate, variables, error, isPending } = useMutation({
    mutationFn: (question: CoachQuestion) => askCoach(question),
    onSuccess: ({ reply, ...message }) => addMessages(client, message, reply),
  });
  return { send: mutate, error, isPending, pendingText: isPending ? variables.text : null };
}
