'use client';
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { createImport } from '../../lib/api/imports.ts';
import { keys } from '../../lib/api/keys.ts';
import { useUploads } from '../../stores/uploads.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { Notice } from '../../ui/states.tsx';
import { previewQuery } from './previewQuery.ts';
import { SentCount } from './SentCount.tsx';

/** Takes in every file whose preview brings new trades, where several were dropped. */
export function SendAll() {
  const { uploads, markSent } = useUploads();
  const client = useQueryClient();
  const waiting = uploads.filter(({ importId }) => importId === null);
  const previews = useQueries({ queries: waiting.map(previewQuery) });
  const ready = waiting.filter((_, index) => (previews[index]?.data?.rows.accepted ?? 0) > 0);
  const send = useMutation({
    mutationFn: async () => {
      for (const upload of ready) {
        const { importId } = await createImport(upload.file, upload.choices, 'keep');
        markSent(upload.key, importId);
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.imports }),
  });
  const isOffered = ready.length > 1 || send.isPending || send.error !== null;
  return (
    <div className="flex flex-wrap items-center gap-3 empty:hidden">
      {isOffered && (
        <Button look="primary" isBusy={send.isPending} onClick={() => send.mutate()}>
          Import all {formatCount(ready.length)} files
        </Button>
      )}
      <SentCount uploads={uploads} ready={ready.length} />
      {send.error && <Notice tone="bad">{send.error.message}</Notice>}
    </div>
  );
}
