'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ExportDto } from '@twin/shared/dto/archive';
import { keys } from '../../lib/api/keys.ts';
import { fetchExport, startExport } from '../../lib/api/privacy.ts';
import { Button } from '../../ui/Button.tsx';
import { formatTime } from '../../ui/format/time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Notice } from '../../ui/states.tsx';
import { useZone } from '../shell/session.ts';

const ASK_AGAIN_MS = 500;
/** The link of a finished copy holds for an hour; the page may stay open for longer. */
const LINK_AGAIN_MS = 20 * 60_000;

/** A zip of what the person brought in, made by a job. */
export function ExportPanel() {
  const start = useMutation({ mutationFn: startExport });
  const id = start.data?.exportId;
  const made = useQuery({
    queryKey: keys.exportOf(id ?? ''),
    queryFn: () => fetchExport(id ?? ''),
    enabled: id !== undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.status === 'failed' ? false : data?.status === 'done' ? LINK_AGAIN_MS : ASK_AGAIN_MS,
  });
  const isRunning = start.isPending || (id !== undefined && made.data?.finishedAt == null && !made.isError);
  const error = start.error ?? made.error ?? made.data?.error ?? null;
  return (
    <Panel
      title="A copy"
      note="A zip of JSON lines and CSV with everything you brought in: trades, candles, rules, settings, answers, and your own notes to the coach. It can be restored here or on another server."
    >
      <div className="flex flex-col items-start gap-3 text-sm">
        {error && <Notice tone="bad">{error.message}</Notice>}
        {isRunning && <Progress lines={made.data?.lines} />}
        {made.data?.download && <Copy made={made.data} download={made.data.download} />}
        <Button isBusy={isRunning} onClick={() => start.mutate()}>
          Make a copy
        </Button>
      </div>
    </Panel>
  );
}

function Progress({ lines }: { lines: ExportDto['lines'] | undefined }) {
  const total = lines?.total ?? null;
  const known = total === null ? {} : { value: lines?.done ?? 0, max: Math.max(1, total) };
  return (
    <label className="flex w-full max-w-sm flex-col gap-1.5">
      <span>Your copy is being made.</span>
      <progress
        className="h-1 w-full appearance-none overflow-hidden rounded-sm bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
        {...known}
      />
    </label>
  );
}

function Copy({ made, download }: { made: ExportDto; download: string }) {
  const zone = useZone();
  const kilobytes = Math.max(1, Math.round((made.bytes ?? 0) / 1024)).toLocaleString('en-US');
  return (
    <p>
      <a href={download} className="font-medium text-accent underline" download>
        Download the copy ({kilobytes} kB)
      </a>{' '}
      {made.expiresAt && <span className="text-muted">kept until {formatTime(made.expiresAt, zone)}</span>}
    </p>
  );
}
