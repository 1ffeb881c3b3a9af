'use client';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';

interface DropZoneProps {
  onFiles: (files: readonly File[]) => void;
  isSmall: boolean;
}

/** Files may be dropped anywhere on the page; the button does the same by keyboard. */
export function DropZone({ onFiles, isSmall }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const isOver = usePageDrop(onFiles);
  const look = isOver ? 'border-accent bg-accent-wash' : 'border-edge/60 bg-surface';
  return (
    <div
      className={`flex flex-col items-center gap-2 rounded-lg border-2 border-dashed px-4 text-center ${look} ${isSmall ? 'py-4' : 'py-10'}`}
    >
      <p className="text-base font-semibold">
        {isOver ? 'Let go to read the file' : 'Drop your trade files here'}
      </p>
      {!isSmall && (
        <p className="max-w-md text-sm text-muted">
          Any export of fills: Coinbase, Binance, Kraken, Hyperliquid and others, or our own CSV. Several at
          once are fine. The format is found by itself; up to 150 MB a file.
        </p>
      )}
      <Button look={isSmall ? 'plain' : 'primary'} onClick={() => input.current?.click()}>
        Choose files
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        className="sr-only"
        tabIndex={-1}
        aria-label="Trade files"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

/** Listens on the whole window, so that a near miss does not open the file in the browser. */
function usePageDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) onFiles(files);
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [onFiles]);
  return isOver;
}
