'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TradingAccountDto } from '@twin/shared/dto/account';
import { useState } from 'react';
import { deleteAccount } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/states.tsx';

/** Asks before a trading account is deleted, and says what goes with it. */
export function DeleteAccount({ account }: { account: Pick<TradingAccountDto, 'id' | 'name'> }) {
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteAccount(account.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.accounts });
      setAsking(false);
    },
  });
  const close = () => setAsking(false);
  return (
    <>
      <Button look="quiet" onClick={() => setAsking(true)} aria-label={`Delete ${account.name}`}>
        Delete
      </Button>
      <Dialog
        title="Delete this trading account?"
        isOpen={isAsking}
        onClose={close}
        actions={
          <>
            <Button onClick={close}>Keep it</Button>
            <Button look="danger" isBusy={remove.isPending} onClick={() => remove.mutate()}>
              Delete the account
            </Button>
          </>
        }
      >
        {isAsking && (
          <p>
            <strong>{account.name}</strong> goes, with its settings: the time zone of its files and who trades
            it. No trade goes with it: an account that holds trades is kept until their imports are undone.
          </p>
        )}
        {remove.error && <Notice tone="bad">{remove.error.message}</Notice>}
      </Dialog>
    </>
  );
}
