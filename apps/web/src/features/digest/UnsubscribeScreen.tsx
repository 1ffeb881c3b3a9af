'use client';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { Suspense } from 'react';
import { unsubscribe } from '../../lib/api/digests.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, Notice } from '../../ui/states.tsx';

/** Where the link of a mail leads: a click turns the mails off, opening the page alone changes nothing. */
export function UnsubscribeScreen() {
  return (
    <Suspense>
      <StopMails />
    </Suspense>
  );
}

function StopMails() {
  const token = useUrlState().get('token') ?? '';
  const { mutate, error, isPending, isSuccess } = useMutation({ mutationFn: () => unsubscribe(token) });
  if (isSuccess) {
    return (
      <EmptyState isPageTitle title="No more digest mails">
        The digest is still written each week and waits <Link href="/digest">in the app</Link>.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      isPageTitle
      title="Stop the weekly mails?"
      action={
        <div className="flex flex-col items-center gap-2">
          <Button look="primary" isBusy={isPending} disabled={token === ''} onClick={() => mutate()}>
            Stop the mails
          </Button>
          {error && <Notice tone="bad">{error.message}</Notice>}
        </div>
      }
    >
      The digest itself stays in the app.
    </EmptyState>
  );
}
