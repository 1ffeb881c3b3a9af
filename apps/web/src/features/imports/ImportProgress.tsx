'use client';
import type { ImportDto, ImportStatus } from '@twin/shared/dto/import';
import Link from 'next/link';
import { formatCounted } from '../../ui/format/number.ts';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { ProblemList } from './ProblemList.tsx';
import { RowCountStrip } from './RowCountStrip.tsx';
import { isFinished, useImport } from './useImport.ts';

const STEPS: readonly { status: ImportStatus; name: string }[] = [
  { status: 'queued', name: 'File received' },
  { status: 'running', name: 'Storing trades' },
  { status: 'scoring', name: 'Looking for patterns' },
  { status: 'done', name: 'Done' },
];

export function ImportProgress({ importId }: { importId: string }) {
  const followed = useImport(importId);
  if (followed.isError) return <ErrorState error={followed.error} onRetry={() => void followed.refetch()} />;
  if (!followed.data) return <Skeleton lines={2} label="Asking how far the import is" />;
  return (
    <div className="flex flex-col gap-4">
      {followed.data.status === 'failed' ? (
        <Failure found={followed.data} />
      ) : (
        <Steps found={followed.data} />
      )}
      {!isFinished(followed.data) && <Travel />}
      <RowCountStrip rows={followed.data.rows} />
      {followed.data.status === 'done' && followed.isCounted && <NextSteps found={followed.data} />}
      <ProblemList problems={followed.data.problems} total={followed.data.rows.rejected} />
    </div>
  );
}

function Steps({ found }: { found: ImportDto }) {
  const current = STEPS.findIndex(({ status }) => status === found.status);
  return (
    <ol className="flex flex-wrap gap-x-5 gap-y-1 text-sm" aria-live="polite">
      {STEPS.map(({ status, name }, index) => {
        const isPast = index < current || found.status === 'done';
        const mark = isPast ? '✓' : index === current ? '◐' : '○';
        return (
          <li
            key={status}
            aria-current={index === current ? 'step' : undefined}
            className={index === current && !isPast ? 'font-semibold' : 'text-muted'}
          >
            <span aria-hidden="true" className={isPast ? 'text-gain' : ''}>
              {mark}
            </span>{' '}
            {name}
            {status === 'running' &&
              index === current &&
              found.rows.read > 0 &&
              ` (${formatCounted(found.rows.read, 'row')})`}
          </li>
        );
      })}
    </ol>
  );
}

function Travel() {
  return (
    <div aria-hidden="true" className="h-1 overflow-hidden rounded-sm bg-line">
      <div className="h-full w-1/3 animate-travel rounded-sm bg-accent" />
    </div>
  );
}

function Failure({ found }: { found: ImportDto }) {
  return (
    <Notice tone="bad">
      <strong>
        {found.rows.accepted === 0
          ? 'The import failed; nothing of it was stored.'
          : 'The import failed; what it had stored stays until you undo it.'}
      </strong>{' '}
      {found.error?.message}
    </Notice>
  );
}

function NextSteps({ found }: { found: ImportDto }) {
  const { accepted, duplicate } = found.trades;
  return (
    <p className="text-sm">
      {accepted === 0 && duplicate > 0
        ? 'Every trade of this file was here already. '
        : `${formatCounted(accepted, 'trade')} stored and checked for patterns. `}
      <Link href="/" className="font-medium text-accent underline">
        See what they say
      </Link>{' '}
      or{' '}
      <Link href="/trades" className="font-medium text-accent underline">
        open the trades
      </Link>
      .
    </p>
  );
}
