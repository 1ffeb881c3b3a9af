'use client';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../lib/api/ApiError.ts';
import { type Upload, useUploads } from '../../stores/uploads.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Notice, Skeleton } from '../../ui/states.tsx';
import { ChoiceFields } from './ChoiceFields.tsx';
import { ImportProgress } from './ImportProgress.tsx';
import { MappingFields } from './MappingFields.tsx';
import { PreviewHeadline, PreviewSample } from './PreviewReport.tsx';
import { ProblemList } from './ProblemList.tsx';
import { previewQuery } from './previewQuery.ts';
import { SendStep } from './SendStep.tsx';

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
  const choose = useUploads((state) => state.choose);
  const preview = useQuery(previewQuery(upload));
  const { data, error } = preview;
  const columns = data?.columns ?? columnsOf(error);
  return (
    <div className="flex flex-col gap-4">
      {preview.isPending && <Skeleton lines={4} label={`Reading ${upload.file.name}`} />}
      {error && <Notice tone="bad">{error.message}</Notice>}
      {data && (
        <>
          <PreviewHeadline preview={data} />
          <SendStep upload={upload} preview={data} />
        </>
      )}
      {!preview.isPending && <ChoiceFields upload={upload} found={data} />}
      {columns.length > 0 && (
        <MappingFields
          key={JSON.stringify(upload.choices)}
          columns={columns}
          mapping={data?.mapping ?? upload.choices.mapping ?? {}}
          onChoose={(mapping) => choose(upload.key, { ...upload.choices, mapping })}
        />
      )}
      {data && (
        <>
          <ProblemList problems={data.problems} total={data.rows.rejected} />
          <PreviewSample preview={data} />
        </>
      )}
    </div>
  );
}

/** The server names the columns of a table that it cannot read by itself. */
function columnsOf(error: Error | null): string[] {
  if (!(error instanceof ApiError)) return [];
  return error.fields.filter(({ path }) => path.startsWith('columns.')).map(({ message }) => message);
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
