'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TradingAccountDto, TradingAccountPatch } from '@twin/shared/dto/account';
import { type FormEvent, useState } from 'react';
import { createAccount, patchAccount } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { formatDay } from '../../ui/format/time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { ErrorState, Notice } from '../../ui/states.tsx';
import { isKnownZone, ZoneList } from '../../ui/zones.tsx';
import { useAccounts, useZone } from '../shell/session.ts';
import { DeleteAccount } from './DeleteAccount.tsx';

/** Trading accounts: what keeps two venues or strategies apart. */
export function AccountsPanel() {
  const accounts = useAccounts();
  return (
    <Panel
      title="Trading accounts"
      note="Keep venues or strategies apart. An import makes one for you when it is needed."
    >
      <div className="flex flex-col gap-3">
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
  const change = useAccountChange(
    (patch: TradingAccountPatch) => patchAccount(account.id, patch),
    () => setEditing(false),
  );
  return (
    <li className="flex flex-col gap-2 py-2">
      {isEditing ? (
        <AccountForm account={account} isBusy={change.isPending} onChange={change.mutate} />
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
          <span>
            {account.name}{' '}
            <span className="text-xs text-muted">
              since {formatDay(account.createdAt, zone)}
              {account.timeZone !== null && `, files in ${account.timeZone}`}
              {account.tradedBy === 'program' && ', traded by a program: no patterns are looked for'}
            </span>
          </span>
          <span>
            <Button look="quiet" onClick={() => setEditing(true)} aria-label={`Change ${account.name}`}>
              Change
            </Button>
            <DeleteAccount account={account} />
          </span>
        </div>
      )}
      {!isEditing && account.looksAutomated && account.tradedBy === null && (
        <TradedByQuestion name={account.name} isBusy={change.isPending} onAnswer={change.mutate} />
      )}
      {change.error && <Notice tone="bad">{change.error.message}</Notice>}
    </li>
  );
}

interface TradedByQuestionProps {
  name: string;
  isBusy: boolean;
  onAnswer: (patch: TradingAccountPatch) => void;
}

function TradedByQuestion({ name, isBusy, onAnswer }: TradedByQuestionProps) {
  return (
    <Notice>
      <p>
        {name} trades at all hours or like clockwork, as programs do. Is it one? Then its trades are booked as
        before, and no patterns are looked for in them.
      </p>
      <div className="mt-2 flex gap-2">
        <Button isBusy={isBusy} onClick={() => onAnswer({ tradedBy: 'program' })}>
          It is a program
        </Button>
        <Button look="quiet" isBusy={isBusy} onClick={() => onAnswer({ tradedBy: 'person' })}>
          It is me
        </Button>
      </div>
    </Notice>
  );
}

interface AccountFormProps {
  account: TradingAccountDto;
  isBusy: boolean;
  onChange: (patch: TradingAccountPatch) => void;
}

function AccountForm({ account, isBusy, onChange }: AccountFormProps) {
  const [name, setName] = useState(account.name);
  const [fileZone, setFileZone] = useState(account.timeZone ?? '');
  const [tradedBy, setTradedBy] = useState(account.tradedBy);
  const isZone = fileZone === '' || isKnownZone(fileZone);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onChange({ name: name.trim(), timeZone: fileZone === '' ? null : fileZone, tradedBy });
  };
  return (
    <form onSubmit={onSubmit} className="flex max-w-xl flex-wrap items-start gap-2">
      <TextField
        label="Name"
        value={name}
        maxLength={64}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextField
        label="Its files are in"
        list="account-zones"
        value={fileZone}
        placeholder="As each file says"
        problem={isZone ? null : 'Not a time zone. Try Europe/Berlin or UTC.'}
        hint="For files that name no zone."
        onChange={(event) => setFileZone(event.currentTarget.value.trim())}
      />
      <ZoneList id="account-zones" />
      <SelectField
        label="Traded by"
        value={tradedBy ?? 'person'}
        onChange={(event) => setTradedBy(event.currentTarget.value === 'program' ? 'program' : 'person')}
      >
        <option value="person">Me</option>
        <option value="program">A program</option>
      </SelectField>
      <Button type="submit" className="mt-5" isBusy={isBusy} disabled={name.trim() === '' || !isZone}>
        Save
      </Button>
    </form>
  );
}

function NewAccount() {
  const [name, setName] = useState('');
  const create = useAccountChange(createAccount, () => setName(''));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') create.mutate(name.trim());
  };
  return (
    <div className="flex flex-col gap-2">
      <form onSubmit={onSubmit} className="flex max-w-sm items-end gap-2">
        <TextField
          label="Another account"
          width="flex-1"
          value={name}
          maxLength={64}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" isBusy={create.isPending} disabled={name.trim() === ''}>
          Add
        </Button>
      </form>
      {create.error && <Notice tone="bad">{create.error.message}</Notice>}
    </div>
  );
}
