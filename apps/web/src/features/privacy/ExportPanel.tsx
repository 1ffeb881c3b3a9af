'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { keys } from '../../lib/api/keys.ts';
import { fetchExport, startExport } from '../../lib/api/privacy.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Notice } from '../../ui/states.tsx';

const ASK_AGAIN_MS = 1_000;

/** A zip of what the person brought in, made by a job. */
export function ExportPanel() {
  const start = useMutation({ mutationFn: startExport });
  const id = start.data?.exportId;
  const made = useQuery({
    queryKey: keys.exportOf(id ?? ''),
    queryFn: () => fetchExport(id ?? ''),
    enabled: id !== undefined,
    refetchInterval: ({ state }) =>
      state.data?.status === 'done' || state.data?.status === 'failed' ? false : ASK_AGAIN_MS,
  });
  const isRunning = start.isPending || (id !== undefined && made.data?.finishedAt == null && !made.isError);
  const error = start.error ?? made.error ?? made.data?.error ?? null;
  return (
    <Panel
      title="A copy"
      note="A zip of JSON lines and CSV with everything you brought in. It can be restored here or on another server."
    >
      <div className="flex flex-col items-start gap-3 text-sm">
        {error && <Notice tone="bad">{error.message}</Notice>}
        {isRunning && <Notice>Your copy is being made.</Notice>}
        {made.data?.download && (
          <a href={made.data.download} className="font-medium text-accent underline" download>
            Download the copy ({Math.max(1, Math.round((made.data.bytes ?? 0) / 1024))} kB)
          </a>
        )}
        <Button isBusy={isRunning} onClick={() => start.mutate()}>
          Make a copy
        </Button>
      </div>
    </Panel>
  );
}
