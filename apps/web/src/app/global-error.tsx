'use client';
import './globals.css';
import { ErrorState } from '../ui/states.tsx';

/** The last net: the frame itself failed. */
export default function GlobalError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <ErrorState
          error={new Error('The page failed. Your data is untouched.', { cause: error })}
          onRetry={reset}
        />
      </body>
    </html>
  );
}
