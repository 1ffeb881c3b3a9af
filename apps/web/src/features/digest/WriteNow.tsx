'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { requestDigest } from '../../lib/api/digests.ts';
import { keys } from '../../lib/api/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/states.tsx';

/** Writes the last finished week at once, for who does not want to wait for Monday. */
export function WriteNow() {
  const client = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => requestDigest(),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.digests }),
  });
  return (
    <div className="flex flex-col items-center gap-2">
      <Button look="primary" isBusy={isPending} onClick={() => mutate()}>
        Write last week’s digest now
      </Button>
      {error && <Notice tone="bad">{error.message}</Notice>}
    </div>
  );
}
