'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import { ApiError } from '../../lib/api/ApiError.ts';
import { changePassword } from '../../lib/api/auth.ts';
import { keys } from '../../lib/api/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Notice } from '../../ui/states.tsx';

export function PasswordPanel() {
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      form.current?.reset();
      void client.invalidateQueries({ queryKey: keys.devices });
    },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    change.mutate({
      currentPassword: String(data.get('currentPassword') ?? ''),
      newPassword: String(data.get('newPassword') ?? ''),
    });
  };
  const answer = change.error instanceof ApiError ? change.error : null;
  const fieldProblem = answer?.field('newPassword');
  return (
    <Panel title="Password" note="A new one signs every other device out.">
      <form ref={form} onSubmit={onSubmit} noValidate className="flex max-w-sm flex-col gap-3">
        <PasswordFields problem={fieldProblem} />
        {change.error && !fieldProblem && <Notice tone="bad">{change.error.message}</Notice>}
        {change.isSuccess && <Notice>The password is changed.</Notice>}
        <div>
          <Button type="submit" isBusy={change.isPending}>
            Change the password
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function PasswordFields({ problem }: { problem: string | null | undefined }) {
  return (
    <>
      <TextField
        label="Password now"
        name="currentPassword"
        type="password"
        autoComplete="current-password"
        required
      />
      <TextField
        label="New password"
        name="newPassword"
        type="password"
        autoComplete="new-password"
        required
        hint="At least 12 characters. A sentence is easy to remember."
        problem={problem}
      />
    </>
  );
}
