'use client';
import { ErrorState } from '../ui/states.tsx';

/** A fault in one page leaves the navigation standing. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <ErrorState
      error={new Error('Something in this page failed. Your data is untouched.', { cause: error })}
      onRetry={reset}
    />
  );
}
