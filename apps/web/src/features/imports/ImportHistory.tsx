'use client';
import type { ImportDto } from '@twin/shared/dto/import';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Moment } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { useSession, useZone } from '../shell/session.ts';
import { ProblemList } from './ProblemList.tsx';
import { UndoDialog } from './UndoDialog.tsx';
import { useFormatName } from './useFormats.ts';
import { isFinished } from './useImport.ts';
import { useImportHistory } from './useImportHistory.ts';

/** Columns that a phone leaves out: state, time and new trades stand below the file's name. */
const WIDE = [0, 2, 3, 4];
const WIDEST = [5];
const HEAD = ['When', 'File', 'Accounts', 'State', 'New trades', 'Already here', 'Problems', 'Action'];

export function ImportHistory() {
  const history = useImportHistory();
  const { items } = history;
  return (
    <Panel title="Earlier imports" isFlush>
      {history.isPending && (
        <div className="p-4">
          <Skeleton lines={3} />
        </div>
      )}
      {history.isError && <ErrorState error={history.error} onRetry={() => void history.refetch()} />}
      {history.data && items.length === 0 && (
        <EmptyState title="No file yet">
          Export your fills from your exchange, then drop the file above.
        </EmptyState>
      )}
      {items.length > 0 && <HistoryTable items={items} />}
      {history.hasNextPage && (
        <div className="border-t p-2">
          <Button
            look="quiet"
            isBusy={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            Show older imports
          </Button>
        </div>
      )}
    </Panel>
  );
}

function HistoryTable({ items }: { items: readonly ImportDto[] }) {
  const [undoing, setUndoing] = useState<ImportDto | null>(null);
  return (
    <>
      <Table label="Earlier imports" head={HEAD} numeric={[4, 5, 6, 7]} wide={WIDE} widest={WIDEST}>
        {items.map((item) => (
          <HistoryRow key={item.id} item={item} onUndo={() => setUndoing(item)} />
        ))}
      </Table>
      <UndoDialog item={undoing} onClose={() => setUndoing(null)} />
    </>
  );
}

function HistoryRow({ item, onUndo }: { item: ImportDto; onUndo: () => void }) {
  const zone = useZone();
  const isDemo = useSession().data?.user.isDemo ?? false;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <tr>
        <Cell isWide>
          <Moment utc={item.createdAt} zone={zone} />
        </Cell>
        <Cell>
          <ImportedFile item={item} />
        </Cell>
        <Cell isWide>{item.accounts.join(', ')}</Cell>
        <Cell isWide>{STATE_NAMES[item.status]}</Cell>
        <Cell isNumeric isWide>
          {formatCount(item.trades.accepted)}
        </Cell>
        <Cell isNumeric isWidest>
          {formatCount(item.trades.duplicate)}
        </Cell>
        <Cell isNumeric>
          <ProblemToggle item={item} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
        </Cell>
        <Cell isNumeric>
          {isFinished(item) && !isDemo && (
            <Button look="quiet" onClick={onUndo} className="-my-1">
              Undo
            </Button>
          )}
        </Cell>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={HEAD.length} className="px-4 py-3">
            <ProblemList problems={item.problems} total={item.rows.rejected} />
          </td>
        </tr>
      )}
    </>
  );
}

/** The file and its format; on a phone also what the other columns tell. */
function ImportedFile({ item }: { item: ImportDto }) {
  const nameFormat = useFormatName();
  const zone = useZone();
  return (
    <>
      <span className="block wrap-anywhere sm:max-w-64 sm:truncate" title={item.fileName}>
        {item.fileName}
      </span>
      <span className="text-xs text-muted">
        {nameFormat(item.format, isFinished(item))}
        <span className="block sm:hidden">
          {STATE_NAMES[item.status]} · {formatCount(item.trades.accepted)} new ·{' '}
          <Moment utc={item.createdAt} zone={zone} />
        </span>
      </span>
      {item.error && <span className="block max-w-64 text-xs text-loss">{item.error.message}</span>}
    </>
  );
}

interface ProblemToggleProps {
  item: ImportDto;
  isOpen: boolean;
  onToggle: () => void;
}

function ProblemToggle({ item, isOpen, onToggle }: ProblemToggleProps) {
  const count = formatCount(item.rows.rejected);
  if (item.problems.length === 0) return count;
  return (
    <button type="button" aria-expanded={isOpen} className="text-loss underline" onClick={onToggle}>
      {count}
    </button>
  );
}

const STATE_NAMES = {
  queued: 'Waiting',
  running: 'Storing trades',
  scoring: 'Looking for patterns',
  done: 'Done',
  failed: 'Failed',
} as const;
