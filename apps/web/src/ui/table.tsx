import type { ReactNode } from 'react';

interface TableProps {
  label: string;
  /** Column titles; those in `numeric` (by position) are right-aligned. */
  head: readonly string[];
  numeric?: readonly number[];
  /** Columns that a phone leaves out, since their row leads to them. */
  wide?: readonly number[];
  children: ReactNode;
}

/** A plain table that scrolls sideways on its own when the screen is narrow, with the words that are only heard. */
export function Table({ label, head, numeric = [], wide = [], children }: TableProps) {
  return (
    <div className="relative overflow-x-auto">
      <table
        aria-label={label}
        className="w-full border-collapse text-sm max-sm:[&_tr>:nth-child(1_of_:not(.hidden))]:pl-4 max-sm:[&_tr>:nth-last-child(1_of_:not(.hidden))]:pr-4"
      >
        <thead>
          <tr className="border-b bg-raised text-left text-xs text-muted">
            {head.map((title, column) => (
              <th
                key={title}
                scope="col"
                className={`px-2 py-1.5 align-bottom font-medium first:pl-4 last:pr-4 sm:whitespace-nowrap ${numeric.includes(column) ? 'text-right' : ''} ${wide.includes(column) ? 'hidden sm:table-cell' : ''}`}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">{children}</tbody>
      </table>
    </div>
  );
}

interface CellProps {
  isNumeric?: boolean;
  /** Of a column that a phone leaves out. */
  isWide?: boolean;
  /** Takes the room that is left, and cuts what has none. */
  isRest?: boolean;
  children: ReactNode;
}

export function Cell({ isNumeric = false, isWide = false, isRest = false, children }: CellProps) {
  return (
    <td
      className={`px-2 py-1.5 align-top first:pl-4 last:pr-4 ${isNumeric ? 'text-right whitespace-nowrap' : ''} ${isWide ? 'hidden sm:table-cell' : ''} ${isRest ? 'w-full max-w-0' : ''}`}
    >
      {children}
    </td>
  );
}
