'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { keys } from '../../lib/api/keys.ts';
import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  fetchSecondFactor,
} from '../../lib/api/secondFactor.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ErrorState, Notice } from '../../ui/states.tsx';
import { QrCode } from './QrCode.tsx';

/** A code of the phone beside the password. */
export function SecondFactorPanel() {
  const status = useQuery({ queryKey: keys.secondFactor, queryFn: fetchSecondFactor });
  return (
    <Panel
      title="Second factor"
      note="A code of an authenticator app beside the password: who learns your password still stays out."
    >
      {status.isError && <ErrorState error={status.error} onRetry={() => void status.refetch()} />}
      {status.data && (status.data.isOn ? <TurnOff codesLeft={status.data.recoveryCodesLeft} /> : <TurnOn />)}
    </Panel>
  );
}

function textOf(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name) ?? '').trim();
}

function TurnOn() {
  const client = useQueryClient();
  const begin = useMutation({ mutationFn: beginSecondFactor });
  const confirm = useMutation({
    mutationFn: confirmSecondFactor,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.devices }),
  });
  if (confirm.data) {
    const onDone = () => void client.invalidateQueries({ queryKey: keys.secondFactor });
    return <RecoveryCodeList codes={confirm.data.recoveryCodes} onDone={onDone} />;
  }
  if (begin.data) {
    const { secret, uri } = begin.data;
    return <Confirmation secret={secret} uri={uri} error={confirm.error} onCode={confirm.mutate} />;
  }
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    begin.mutate(textOf(event.currentTarget, 'password'));
  };
  return (
    <form onSubmit={onSubmit} className="flex max-w-sm flex-col gap-3">
      <TextField
        label="Your password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      {begin.error && <Notice tone="bad">{begin.error.message}</Notice>}
      <div>
        <Button type="submit" isBusy={begin.isPending}>
          Turn it on
        </Button>
      </div>
    </form>
  );
}

interface ConfirmationProps {
  secret: string;
  uri: string;
  error: Error | null;
  onCode: (code: string) => void;
}

function Confirmation({ secret, uri, error, onCode }: ConfirmationProps) {
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onCode(textOf(event.currentTarget, 'code'));
  };
  return (
    <form onSubmit={onSubmit} className="flex max-w-sm flex-col gap-3">
      <p className="text-sm">Scan this with your authenticator app, or type the secret in.</p>
      <QrCode text={uri} label="QR code for the authenticator app" />
      <code className="text-xs break-all">{secret}</code>
      <TextField
        label="Code that the app shows"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
      />
      {error && <Notice tone="bad">{error.message}</Notice>}
      <div>
        <Button type="submit" look="primary">
          Confirm
        </Button>
      </div>
    </form>
  );
}

function RecoveryCodeList({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  return (
    <div className="flex flex-col items-start gap-3 text-sm">
      <p>
        It is on. Keep these codes where your phone is not: each signs you in once without it. They are shown
        only now.
      </p>
      <ul className="grid grid-cols-1 gap-x-6 gap-y-1 font-mono text-xs sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button look="primary" onClick={onDone}>
        I have kept them
      </Button>
    </div>
  );
}

function TurnOff({ codesLeft }: { codesLeft: number }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: endSecondFactor,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.secondFactor }),
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    end.mutate({ password: textOf(form, 'password'), code: textOf(form, 'code') });
  };
  return (
    <form onSubmit={onSubmit} className="flex max-w-sm flex-col gap-3">
      <p className="text-sm">
        It is on. {codesLeft === 1 ? 'One recovery code is' : `${codesLeft} recovery codes are`} left; for new
        ones turn it off and on again.
      </p>
      <TextField
        label="Your password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      <TextField label="Code" name="code" autoComplete="one-time-code" required />
      {end.error && <Notice tone="bad">{end.error.message}</Notice>}
      <div>
        <Button type="submit" look="danger" isBusy={end.isPending}>
          Turn it off
        </Button>
      </div>
    </form>
  );
}
