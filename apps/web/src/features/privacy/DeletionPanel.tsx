'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { deleteAccountOfPerson } from '../../lib/api/privacy.ts';
import { fetchSecondFactor } from '../../lib/api/secondFactor.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Notice } from '../../ui/states.tsx';

export function DeletionPanel() {
  const [isAsking, setAsking] = useState(false);
  return (
    <Panel
      title="Leave"
      note="Deletes your account with trades, patterns, messages, files and broker connections, at once and for good."
    >
      <Button look="danger" onClick={() => setAsking(true)}>
        Delete my account
      </Button>
      <DeletionDialog isOpen={isAsking} onClose={() => setAsking(false)} />
    </Panel>
  );
}

function DeletionDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const factor = useQuery({ queryKey: keys.secondFactor, queryFn: fetchSecondFactor });
  const leave = () => {
    client.setQueryData(keys.session, null);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
  };
  const erase = useMutation({
    mutationFn: deleteAccountOfPerson,
    onSuccess: ({ endYourself }) => {
      if (endYourself.length === 0) leave();
    },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const code = String(data.get('code') ?? '').trim();
    erase.mutate({ password: String(data.get('password') ?? ''), ...(code !== '' && { code }) });
  };
  if (erase.data && erase.data.endYourself.length > 0) {
    return <Farewell brokers={erase.data.endYourself} onLeave={leave} />;
  }
  return (
    <Dialog title="Delete your account?" isOpen={isOpen} onClose={onClose}>
      <form onSubmit={onSubmit} className="flex flex-col gap-3">
        <p>Nothing of it can be brought back, except from a copy that you keep.</p>
        <TextField
          label="Your password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        {factor.data?.isOn && <TextField label="Code" name="code" autoComplete="one-time-code" required />}
        {erase.error && <Notice tone="bad">{erase.error.message}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" look="danger" isBusy={erase.isPending}>
            Delete it for good
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What only the person can do: a key is ended where it was made. */
function Farewell({ brokers, onLeave }: { brokers: readonly string[]; onLeave: () => void }) {
  return (
    <Dialog title="Your account is deleted" isOpen onClose={onLeave}>
      <div className="flex flex-col gap-3">
        <p>
          Our copy of your access to {brokers.join(' and ')} is gone. We could not end it there: remove the
          key, or this app’s access, in your settings at {brokers.length === 1 ? 'the broker' : 'each broker'}
          .
        </p>
        <div className="flex justify-end">
          <Button look="primary" onClick={onLeave}>
            Done
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
