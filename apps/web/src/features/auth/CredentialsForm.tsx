'use client';
import { useMutation } from '@tanstack/react-query';
import { Credentials } from '@twin/shared/dto/auth';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../../lib/api/ApiError.ts';
import { login, register } from '../../lib/api/auth.ts';
import { patchSettings } from '../../lib/api/settings.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useEnter } from './useEnter.ts';

interface CredentialsFormProps {
  mode: 'register' | 'signIn';
  isFirstRun: boolean;
}

interface Typed {
  email: string;
  password: string;
  /** Of an account with a second factor. */
  code: string;
}

export function CredentialsForm({ mode, isFirstRun }: CredentialsFormProps) {
  const enter = useEnter();
  const [problems, setProblems] = useState<Partial<Typed>>({});
  const isNew = mode === 'register';
  const submit = useMutation({
    mutationFn: async (typed: Typed) => {
      if (isNew) await registerHere(typed);
      else await login(typed.code === '' ? { email: typed.email, password: typed.password } : typed);
      await enter();
    },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = readForm(event.currentTarget);
    const found = isNew ? checkNew(typed) : {};
    setProblems(found);
    if (Object.keys(found).length === 0) submit.mutate(typed);
  };
  const answer = submit.error instanceof ApiError ? submit.error : null;
  const [asksForCode, setAsksForCode] = useState(false);
  const isQuestion = answer?.code === 'SECOND_FACTOR_REQUIRED';
  if (isQuestion && !asksForCode) setAsksForCode(true);
  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
      <div>
        <h1 className="text-base font-semibold">{isNew ? 'Create your account' : 'Sign in'}</h1>
        {isNew && isFirstRun && <p className="text-sm text-muted">It is the first one on this server.</p>}
      </div>
      <CredentialFields
        isNew={isNew}
        asksForCode={asksForCode}
        problems={{
          email: problems.email ?? answer?.field('email'),
          password: problems.password ?? answer?.field('password'),
        }}
      />
      {submit.error && answer?.fields.length !== 1 && (
        <Notice tone={isQuestion ? 'plain' : 'bad'}>{submit.error.message}</Notice>
      )}
      <Button type="submit" look="primary" isBusy={submit.isPending}>
        {isNew ? 'Create account' : 'Sign in'}
      </Button>
    </form>
  );
}

interface CredentialFieldsProps {
  isNew: boolean;
  asksForCode: boolean;
  problems: { email: string | null | undefined; password: string | null | undefined };
}

function CredentialFields({ isNew, asksForCode, problems }: CredentialFieldsProps) {
  return (
    <>
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        problem={problems.email}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        required
        hint={isNew ? 'At least 12 characters. A sentence is easy to remember.' : undefined}
        problem={problems.password}
      />
      {asksForCode && (
        <TextField
          label="Code"
          name="code"
          autoComplete="one-time-code"
          required
          hint="Six digits of your authenticator app, or a recovery code."
        />
      )}
    </>
  );
}

/** A new account shows times as this browser does. Should that not be kept, UTC holds, and every page names it. */
async function registerHere(typed: Typed): Promise<void> {
  await register({ email: typed.email, password: typed.password });
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  await patchSettings({ timeZone }).catch(() => null);
}

function readForm(form: HTMLFormElement): Typed {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '');
  return { email: text('email').trim(), password: text('password'), code: text('code').trim() };
}

/** The contract's own rules, said before a round trip. */
function checkNew(typed: Typed): Partial<Typed> {
  const parsed = Credentials.safeParse(typed);
  if (parsed.success) return {};
  const problems: Partial<Typed> = {};
  for (const issue of parsed.error.issues) {
    if (issue.path[0] === 'email') problems.email = 'This is no e-mail address.';
    if (issue.path[0] === 'password') problems.password = `The password ${issue.message}.`;
  }
  return problems;
}
