'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TradingAccountDto } from '@twin/shared/dto/account';
import { type FormEvent, useState } from 'react';
import { createAccount, deleteAccount, renameAccount } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { formatDay } from '../../ui/format/time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { useAccounts, useZone } from '../shell/session.ts';

/** Trading accounts: what keeps two venues or strategies apart. */
export function AccountsPanel() {
  const accounts = useAccounts();
  return (
    <Panel
      title="Trading accounts"
      note="Keep venues or strategies apart. An import makes one for you when it is needed."
    >
      <div className="flex flex-col gap-3">
        {accounts.isPending && <Skeleton lines={2} />}
        {accounts.isError && <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} />}
        <ul className="-mt-2 flex flex-col divide-y">
          {accounts.data?.map((account) => (
            <AccountRow key={account.id} account={account} />
          ))}
        </ul>
        {accounts.data && <NewAccount />}
      </div>
    </Panel>
  );
}

function useAccountChange<Input>(change: (input: Input) => Promise<unknown>, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.accounts });
      onDone();
    },
  });
}

function AccountRow({ account }: { account: TradingAccountDto }) {
  const zone = useZone();
  const [isEditing, setEditing] = useState(false);
  const rename = useAccountChange(
    (name: string) => renameAccount(account.id, name),
    () => setEditing(false),
  );
  const remove = useAccountChange(
    () => deleteAccount(account.id),
    () => {},
  );
  const error = rename.error ?? remove.error;
  return (
    <li className="flex flex-col gap-2 py-2">
      {isEditing ? (
        <NameForm
          label="New name"
          name={account.name}
          action="Rename"
          isBusy={rename.isPending}
          onName={rename.mutate}
        />
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
          <span>
            {account.name}{' '}
            <span className="text-xs text-muted">since {formatDay(account.createdAt, zone)}</span>
          </span>
          <span>
            <Button look="quiet" onClick={() => setEditing(true)} aria-label={`Rename ${account.name}`}>
              Rename
            </Button>
            <Button
              look="quiet"
              isBusy={remove.isPending}
              onClick={() => remove.mutate(undefined)}
              aria-label={`Delete ${account.name}`}
            >
              Delete
            </Button>
          </span>
        </div>
      )}
      {error && <Notice tone="bad">{error.message}</Notice>}
    </li>
  );
}

function NewAccount() {
  const [made, setMade] = useState(0);
  const create = useAccountChange(createAccount, () => setMade(made + 1));
  return (
    <div className="flex flex-col gap-2">
      <NameForm
        key={made}
        label="Another account"
        name=""
        action="Add"
        isBusy={create.isPending}
        onName={create.mutate}
      />
      {create.error && <Notice tone="bad">{create.error.message}</Notice>}
    </div>
  );
}

interface NameFormProps {
  label: string;
  name: string;
  action: string;
  isBusy: boolean;
  onName: (name: string) => void;
}

function NameForm({ label, name, action, isBusy, onName }: NameFormProps) {
  const [typed, setTyped] = useState(name);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== '') onName(typed.trim());
  };
  return (
    <form onSubmit={onSubmit} className="flex max-w-sm items-end gap-2">
      <div className="flex-1">
        <TextField
          label={label}
          value={typed}
          maxLength={64}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      <Button type="submit" isBusy={isBusy} disabled={typed.trim() === ''}>
        {action}
      </Button>
    </form>
  );
}
