'use client';
import { type ReactNode, useState } from 'react';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { Notice } from './states.tsx';

interface AskedDeleteProps {
  /** The question, and what its answer says. */
  title: string;
  deed: string;
  /** Names the button where several stand in one list. */
  label?: string;
  isBusy: boolean;
  error: Error | null;
  /** Deletes it, and says when it is gone. */
  onDelete: (done: () => void) => void;
  /** What goes with it. */
  children: ReactNode;
}

/** A button that asks before it deletes. */
export function AskedDelete({ title, deed, label, isBusy, error, onDelete, children }: AskedDeleteProps) {
  const [isAsking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <>
      <Button look="quiet" onClick={() => setAsking(true)} aria-label={label}>
        Delete
      </Button>
      <Dialog
        title={title}
        isOpen={isAsking}
        onClose={close}
        actions={
          <>
            <Button onClick={close}>Keep it</Button>
            <Button look="danger" isBusy={isBusy} onClick={() => onDelete(close)}>
              {deed}
            </Button>
          </>
        }
      >
        {isAsking && <p>{children}</p>}
        {error && <Notice tone="bad">{error.message}</Notice>}
      </Dialog>
    </>
  );
}
