'use client';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { requestReset } from '../../lib/api/auth.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/states.tsx';

/** Asks for an e-mail with a link; what it says is the same whether or not there is such an account. */
export function ForgottenForm({ onBack }: { onBack: () => void }) {
  const ask = useMutation({ mutationFn: requestReset });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate(String(new FormData(event.currentTarget).get('email') ?? '').trim());
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <h1 className="text-base font-semibold">Choose a new password</h1>
      <TextField label="E-mail" name="email" type="email" autoComplete="username" required />
      {ask.error && <Notice tone="bad">{ask.error.message}</Notice>}
      {ask.isSuccess && (
        <Notice>
          If there is an account with this address, an e-mail with a link is on its way. A server without a
          mail account puts it into the folder “mail” beside its data: ask its owner.
        </Notice>
      )}
      <div className="flex gap-2">
        <Button type="submit" look="primary" isBusy={ask.isPending}>
          Send the e-mail
        </Button>
        <Button onClick={onBack}>Back</Button>
      </div>
    </form>
  );
}
