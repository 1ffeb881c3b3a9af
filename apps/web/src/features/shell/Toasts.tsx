'use client';
import { useEffect } from 'react';
import { type Toast, useToasts } from '../../stores/toasts.ts';
import { Button } from '../../ui/Button.tsx';

/** Long enough to read two lines twice. */
const STAY_MS = 6_000;

/** Short messages at the lower edge, read out as they come. */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-16 z-40 flex flex-col items-center gap-2 px-4 lg:bottom-6"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.key} toast={toast} />
      ))}
    </div>
  );
}

function ToastCard({ toast: { key, text, isFailure } }: { toast: Toast }) {
  const dismiss = useToasts((state) => state.dismiss);
  useEffect(() => {
    if (isFailure) return;
    const timer = setTimeout(() => dismiss(key), STAY_MS);
    return () => clearTimeout(timer);
  }, [dismiss, key, isFailure]);
  return (
    <p className="pointer-events-auto flex max-w-md items-center gap-3 rounded-md border bg-surface py-1.5 pr-1.5 pl-3 text-sm shadow-overlay">
      {isFailure && (
        <span aria-hidden="true" className="text-loss">
          ✕
        </span>
      )}
      {text}
      <Button look="quiet" onClick={() => dismiss(key)} className="px-2">
        Dismiss
      </Button>
    </p>
  );
}
