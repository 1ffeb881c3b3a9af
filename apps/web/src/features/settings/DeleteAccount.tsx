'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TradingAccountDto } from '@twin/shared/dto/account';
import { deleteAccount } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { AskedDelete } from '../../ui/AskedDelete.tsx';

/** Asks before a trading account is deleted, and says what goes with it. */
export function DeleteAccount({ account }: { account: Pick<TradingAccountDto, 'id' | 'name'> }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteAccount(account.id),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.accounts }),
  });
  return (
    <AskedDelete
      title="Delete this trading account?"
      deed="Delete the account"
      label={`Delete ${account.name}`}
      isBusy={remove.isPending}
      error={remove.error}
      onDelete={(done) => remove.mutate(undefined, { onSuccess: done })}
    >
      <strong>{account.name}</strong> goes, with its settings: the time zone of its files and who trades it.
      No trade goes with it: an account that holds trades is kept until their imports are undone.
    </AskedDelete>
  );
}
