'use client';
import { useMutation } from '@tanstack/react-query';
import { Password } from '@twin/shared/dto/auth';
import Link from 'next/link';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../../lib/api/ApiError.ts';
import { confirmReset } from '../../lib/api/auth.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Brand } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/states.tsx';

/** Where the link of a letter leads: its token stands behind the #, so that no server's log has it. */
export function ResetScreen() {
  const [problem, setProblem] = useState<string | null>(null);
  const reset = useMutation({
    mutationFn: (password: string) => confirmReset({ token: window.location.hash.slice(1), password }),
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = Password.safeParse(String(new FormData(event.currentTarget).get('password') ?? ''));
    setProblem(typed.success ? null : `The password ${typed.error.issues[0]?.message}.`);
    if (typed.success) reset.mutate(typed.data);
  };
  const answer = reset.error instanceof ApiError ? reset.error : null;
  return (
    <div className="mx-auto flex min-h-full w-full max-w-sm flex-col justify-center gap-6 p-6">
      <div className="text-lg">
        <Brand />
      </div>
      <form onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
        <h1 className="text-base font-semibold">Choose a new password</h1>
        <TextField
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          required
          hint="At least 12 characters. A sentence is easy to remember."
          problem={problem ?? answer?.field('password')}
        />
        {reset.error && answer?.fields.length !== 1 && <Notice tone="bad">{reset.error.message}</Notice>}
        {reset.isSuccess ? (
          <Notice>The password is changed, and every device is signed out.</Notice>
        ) : (
          <Button type="submit" look="primary" isBusy={reset.isPending}>
            Change the password
          </Button>
        )}
      </form>
      <Link href="/sign-in" className="text-sm font-medium text-accent underline">
        To the sign-in
      </Link>
    </div>
  );
}
