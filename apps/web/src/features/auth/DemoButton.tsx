'use client';
import { useMutation } from '@tanstack/react-query';
import { ApiError } from '../../lib/api/ApiError.ts';
import { startDemo } from '../../lib/api/auth.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/states.tsx';
import { useEnter } from './useEnter.ts';

const TRIES = 20;
const RETRY_MS = 1500;

export function DemoButton() {
  const enter = useEnter();
  const demo = useMutation({
    mutationFn: async () => {
      await startDemo();
      await enter();
    },
    // A fresh server makes the demo after it is ready to serve: one click waits for it.
    retry: (failures, error) =>
      failures < TRIES && error instanceof ApiError && error.code === 'DEMO_NOT_READY',
    retryDelay: RETRY_MS,
  });
  return (
    <div className="flex flex-col gap-2 border-t pt-5">
      {demo.error && <Notice tone="bad">{demo.error.message}</Notice>}
      <Button onClick={() => demo.mutate()} isBusy={demo.isPending}>
        {labelOf(demo.isPending, demo.failureCount)}
      </Button>
      <p className="text-xs text-muted">30 days of an invented trader. No account, nothing to fill in.</p>
    </div>
  );
}

function labelOf(isPending: boolean, failures: number): string {
  if (!isPending) return 'Try the demo';
  return failures > 0 ? 'The demo is being prepared…' : 'Opening the demo…';
}
