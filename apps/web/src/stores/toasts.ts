import { create } from 'zustand';

export interface Toast {
  key: number;
  text: string;
  /** A failure stays until it is dismissed; everything else leaves by itself. */
  isFailure: boolean;
}

interface ToastStore {
  toasts: readonly Toast[];
  dismiss: (key: number) => void;
}

let said = 0;

export const useToasts = create<ToastStore>((set) => ({
  toasts: [],
  dismiss: (key) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.key !== key) })),
}));

/** Tells the person what has happened outside of what they look at. */
export function say(text: string): void {
  add(text, false);
}

export function sayFailed(error: Error): void {
  add(error.message, true);
}

function add(text: string, isFailure: boolean): void {
  said += 1;
  const toast = { key: said, text, isFailure };
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts, toast] }));
}
