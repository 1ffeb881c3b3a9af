'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../lib/api/ApiError.ts';
import { requestDigest } from '../../lib/api/digests.ts';
import { keys } from '../../lib/api/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/states.tsx';

/** Writes the newest finished week with trades at once, for who does not want to wait for Monday. */
export function WriteNow() {
  const client = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => requestDigest(),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.digests }),
  });
  return (
    <div className="flex flex-col items-center gap-2">
      <Button look="primary" isBusy={isPending} onClick={() => mutate()}>
        Write the newest week’s digest now
      </Button>
      {error && <Notice tone="bad">{wordsOf(error)}</Notice>}
    </div>
  );
}

/** Why there is no week to tell and what to do, where the server says so. */
function wordsOf(error: Error): string {
  return (error instanceof ApiError ? error.field('periodEnd') : null) ?? error.message;
}
