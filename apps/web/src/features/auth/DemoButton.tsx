'use client';
import { useMutation } from '@tanstack/react-query';
import { startDemo } from '../../lib/api/auth.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/states.tsx';
import { useEnter } from './useEnter.ts';

export function DemoButton() {
  const enter = useEnter();
  const demo = useMutation({
    mutationFn: async () => {
      await startDemo();
      await enter();
    },
  });
  return (
    <div className="flex flex-col gap-2 border-t pt-5">
      {demo.error && <Notice tone="bad">{demo.error.message}</Notice>}
      <Button onClick={() => demo.mutate()} isBusy={demo.isPending}>
        {demo.isPending ? 'Opening the demo…' : 'Try the demo'}
      </Button>
      <p className="text-xs text-muted">30 days of an invented trader. No account, nothing to fill in.</p>
    </div>
  );
}
