'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ImportPreview } from '@twin/shared/dto/import';
import { type Conflicts, createImport } from '../../lib/api/imports.ts';
import { keys } from '../../lib/api/keys.ts';
import { type Upload, useUploads } from '../../stores/uploads.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatCounted } from '../../ui/format/number.ts';
import { Notice } from '../../ui/states.tsx';

/** The decision after the preview: take the file in, and what becomes of trades that it gives otherwise. */
export function SendStep({ upload, preview }: { upload: Upload; preview: ImportPreview }) {
  const send = useSend(upload);
  const { accepted, duplicate, conflicting } = preview.trades;
  const { rejected } = preview.rows;
  const counts = `${formatCounted(accepted, 'new trade')}, ${formatCount(duplicate)} known, ${formatCount(conflicting)} conflicting`;
  const isEmpty = accepted + conflicting === 0;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm font-semibold">{counts}</p>
      {isEmpty && <EmptyNote rejected={rejected} />}
      {conflicting > 0 && <ConflictNote count={conflicting} />}
      <div className="flex flex-wrap items-center gap-3">
        {accepted > 0 && (
          <Button look="primary" isBusy={send.isPending} onClick={() => send.mutate('keep')}>
            {send.isPending ? 'Sending…' : `Import ${formatCounted(accepted, 'trade')}`}
          </Button>
        )}
        {conflicting > 0 && (
          <Button isBusy={send.isPending} onClick={() => send.mutate('replace')}>
            {accepted > 0
              ? `Import ${formatCounted(accepted, 'trade')} and replace ${formatCount(conflicting)}`
              : `Replace ${formatCounted(conflicting, 'trade')}`}
          </Button>
        )}
        {rejected > 0 && !isEmpty && (
          <span className="text-sm text-muted">
            {formatCounted(rejected, 'row')} with problems will be left out and listed.
          </span>
        )}
      </div>
      {send.error && <Notice tone="bad">{send.error.message}</Notice>}
    </div>
  );
}

function EmptyNote({ rejected }: { rejected: number }) {
  if (rejected === 0)
    return (
      <Notice>
        There is nothing new in this file: each row is of a trade that is in your journal already, or of no
        trade.
      </Notice>
    );
  return (
    <Notice>
      No new trade could be read: {formatCounted(rejected, 'row')} with problems, listed below. What a file
      leaves open, such as its time zone or whether the day or the month stands first, can be chosen here; the
      file is then read again.
    </Notice>
  );
}

function ConflictNote({ count }: { count: number }) {
  return (
    <Notice>
      {count === 1 ? 'One trade is' : `${formatCount(count)} trades are`} in your journal with another time or
      fee, as happens when a file is read in another time zone. Keep what is stored, or replace it with what
      this file says.
    </Notice>
  );
}

function useSend(upload: Upload) {
  const markSent = useUploads((state) => state.markSent);
  const client = useQueryClient();
  return useMutation({
    mutationFn: (conflicts: Conflicts) => createImport(upload.file, upload.choices, conflicts),
    onSuccess: ({ importId }) => {
      markSent(upload.key, importId);
      void client.invalidateQueries({ queryKey: keys.imports });
    },
  });
}
