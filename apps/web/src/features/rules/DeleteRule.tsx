'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ruleSentence } from '@twin/engine/rules/ruleSentence';
import type { RuleDto } from '@twin/shared/dto/rule';
import { useState } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { deleteRule } from '../../lib/api/rules.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatCounted } from '../../ui/format/number.ts';
import { Notice } from '../../ui/states.tsx';

/** Asks before a rule is deleted, and says what goes with it. */
export function DeleteRule({ rule }: { rule: RuleDto }) {
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteRule(rule.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.rules });
      setAsking(false);
    },
  });
  const close = () => setAsking(false);
  return (
    <>
      <Button look="quiet" onClick={() => setAsking(true)}>
        Delete
      </Button>
      <Dialog
        title="Delete this rule?"
        isOpen={isAsking}
        onClose={close}
        actions={
          <>
            <Button onClick={close}>Keep it</Button>
            <Button look="danger" isBusy={remove.isPending} onClick={() => remove.mutate()}>
              Delete the rule
            </Button>
          </>
        }
      >
        {isAsking && (
          <p>
            <strong>{ruleSentence(rule)}</strong> goes, with the record of how you kept it
            {rule.breachCount > 0 && ` (broken ${formatCounted(rule.breachCount, 'time')})`}. Your trades
            stay. Switch it off instead to keep the record.
          </p>
        )}
        {remove.error && <Notice tone="bad">{remove.error.message}</Notice>}
      </Dialog>
    </>
  );
}
