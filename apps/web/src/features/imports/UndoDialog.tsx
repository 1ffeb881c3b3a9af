'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ImportDto } from '@twin/shared/dto/import';
import { undoImport } from '../../lib/api/imports.ts';
import { keys } from '../../lib/api/keys.ts';
import { useUploads } from '../../stores/uploads.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/states.tsx';

interface UndoDialogProps {
  item: ImportDto | null;
  onClose: () => void;
}

/** Asks before an import is taken back, and says what goes and what stays. */
export function UndoDialog({ item, onClose }: UndoDialogProps) {
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: (id: string) => undoImport(id),
    onSuccess: async (_, id) => {
      const { uploads, remove } = useUploads.getState();
      for (const upload of uploads) if (upload.importId === id) remove(upload.key);
      client.removeQueries({ queryKey: keys.importOf(id) });
      void client.resetQueries({ queryKey: keys.journal });
      // Not before it has left the list, where it could be chosen once more.
      await client.invalidateQueries({ queryKey: keys.imports });
      onClose();
    },
  });
  return (
    <Dialog
      title="Undo this import?"
      isOpen={item !== null}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" isBusy={undo.isPending} onClick={() => item && undo.mutate(item.id)}>
            Undo the import
          </Button>
        </>
      }
    >
      <p>
        The trades of <strong>{item?.fileName}</strong> leave your journal, with their patterns and
        simulations. Trades that another import holds too stay. You can import the file again at any time.
      </p>
      {undo.error && <Notice tone="bad">{undo.error.message}</Notice>}
    </Dialog>
  );
}
