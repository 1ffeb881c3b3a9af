'use client';
import type { RowProblem } from '@twin/shared/dto/import';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatCounted } from '../../ui/format/number.ts';
import { Cell, Table } from '../../ui/table.tsx';

const FIRST = 10;

interface ProblemListProps {
  problems: readonly RowProblem[];
  /** All rejected rows; the server sends at most the first 1,000. */
  total: number;
}

/** The rows that could not be read: which line, which field, why, and how to mend it. */
export function ProblemList({ problems, total }: ProblemListProps) {
  const [isWhole, setWhole] = useState(false);
  if (problems.length === 0) return null;
  const shown = isWhole ? problems : problems.slice(0, FIRST);
  return (
    <div className="rounded-md border border-loss/40">
      <h3 className="border-b bg-loss-wash px-4 py-1.5 text-sm font-semibold">
        {formatCounted(total, 'row')} with problems
      </h3>
      <Table
        label="Rows with problems"
        head={['Line', 'Field', 'What is wrong, and how to mend it']}
        numeric={[0]}
      >
        {shown.map((problem) => (
          <tr key={`${problem.line}:${problem.field}:${problem.reason}`}>
            <Cell isNumeric>{formatCount(problem.line)}</Cell>
            <Cell>
              <code className="font-mono text-xs">{problem.field}</code>
            </Cell>
            <Cell>
              <span className="block first-letter:uppercase">{problem.reason}</span>
              <span className="block text-muted">{problem.fix}</span>
            </Cell>
          </tr>
        ))}
      </Table>
      {problems.length > shown.length && (
        <div className="border-t p-2">
          <Button look="quiet" onClick={() => setWhole(true)}>
            Show all {formatCount(problems.length)}
          </Button>
        </div>
      )}
      {total > problems.length && (
        <p className="border-t px-4 py-2 text-xs text-muted">
          The first {formatCount(problems.length)} of {formatCount(total)} are listed. Mend these and import
          the file again: rows that are here already are not counted twice.
        </p>
      )}
    </div>
  );
}
