'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ImportPreview } from '@twin/shared/dto/import';
import { createImport, previewImport } from '../../lib/api/imports.ts';
import { keys } from '../../lib/api/keys.ts';
import { type Upload, useUploads } from '../../stores/uploads.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Notice, Skeleton } from '../../ui/states.tsx';
import { ChoiceFields } from './ChoiceFields.tsx';
import { ImportProgress } from './ImportProgress.tsx';
import { PreviewHeadline, PreviewSample } from './PreviewReport.tsx';
import { ProblemList } from './ProblemList.tsx';

/** One file from the drop to the stored trades: read, shown, chosen, sent, followed. */
export function UploadCard({ upload }: { upload: Upload }) {
  const remove = useUploads((state) => state.remove);
  const discard = () => remove(upload.key);
  return (
    <Panel
      title={upload.file.name}
      note={sizeOf(upload.file.size)}
      actions={
        <Button look="quiet" onClick={discard}>
          {upload.importId ? 'Close' : 'Discard'}
        </Button>
      }
    >
      {upload.importId ? <ImportProgress importId={upload.importId} /> : <PreviewStep upload={upload} />}
    </Panel>
  );
}

function PreviewStep({ upload }: { upload: Upload }) {
  const preview = useQuery({
    queryKey: ['preview', upload.key, upload.choices],
    queryFn: ({ signal }) => previewImport(upload.file, upload.choices, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className="flex flex-col gap-4">
      {preview.isPending && <Skeleton lines={4} label={`Reading ${upload.file.name}`} />}
      {preview.isError && <Notice tone="bad">{preview.error.message}</Notice>}
      {preview.data && (
        <>
          <PreviewHeadline preview={preview.data} />
          <SendStep upload={upload} preview={preview.data} />
        </>
      )}
      {!preview.isPending && <ChoiceFields upload={upload} found={preview.data} />}
      {preview.data && (
        <>
          <ProblemList problems={preview.data.problems} total={preview.data.rows.rejected} />
          <PreviewSample preview={preview.data} />
        </>
      )}
    </div>
  );
}

function SendStep({ upload, preview }: { upload: Upload; preview: ImportPreview }) {
  const markSent = useUploads((state) => state.markSent);
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: () => createImport(upload.file, upload.choices),
    onSuccess: ({ importId }) => {
      markSent(upload.key, importId);
      void client.invalidateQueries({ queryKey: keys.imports });
    },
  });
  const { accepted, rejected } = preview.rows;
  if (accepted === 0) {
    return (
      <Notice>
        There is nothing new in this file: every trade is in your journal already, or not a trade.
      </Notice>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button look="primary" isBusy={send.isPending} onClick={() => send.mutate()}>
        {send.isPending
          ? 'Sending…'
          : `Import ${formatCount(accepted)} ${accepted === 1 ? 'trade' : 'trades'}`}
      </Button>
      {rejected > 0 && (
        <span className="text-sm text-muted">
          {formatCount(rejected)} {rejected === 1 ? 'line' : 'lines'} with problems will be left out and
          listed.
        </span>
      )}
      {send.error && <Notice tone="bad">{send.error.message}</Notice>}
    </div>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
