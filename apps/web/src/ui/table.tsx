import type { ReactNode } from 'react';

const WIDEST = 'hidden lg:table-cell';
/** The first and the last column that are seen keep the distance to the edge that those of a wide screen have. */
const EDGES =
  'max-lg:[&_tr>:nth-last-child(1_of_:not([data-widest]))]:pr-4 max-sm:[&_tr>:nth-child(1_of_:not(.hidden))]:pl-4 max-sm:[&_tr>:nth-last-child(1_of_:not(.hidden))]:pr-4';

interface TableProps {
  label: string;
  /** Column titles; those in `numeric` (by position) are right-aligned. */
  head: readonly string[];
  numeric?: readonly number[];
  /** Columns that a phone leaves out, since their row leads to them. */
  wide?: readonly number[];
  /** Columns that a tablet leaves out as well. */
  widest?: readonly number[];
  children: ReactNode;
}

/** A plain table that scrolls sideways on its own when the screen is narrow, with the words that are only heard. */
export function Table({ label, head, numeric = [], wide = [], widest = [], children }: TableProps) {
  /** What leaves columns out is to have room for the others; e2e looks at that. */
  const fits = wide.length + widest.length > 0;
  return (
    <div data-fits={fits || undefined} className="relative overflow-x-auto">
      <table aria-label={label} className={`w-full border-collapse text-sm ${EDGES}`}>
        <thead>
          <tr className="border-b bg-raised text-left text-xs text-muted">
            {head.map((title, column) => (
              <th
                key={title}
                scope="col"
                data-widest={widest.includes(column) || undefined}
                className={`px-2 py-1.5 align-bottom font-medium first:pl-4 last:pr-4 sm:whitespace-nowrap ${numeric.includes(column) ? 'text-right' : ''} ${wide.includes(column) ? 'hidden sm:table-cell' : ''} ${widest.includes(column) ? WIDEST : ''}`}
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
  /** Of a column that a tablet leaves out as well. */
  isWidest?: boolean;
  /** Takes the room that is left, enough to read what it begins with, and cuts the rest. */
  isRest?: boolean;
  children: ReactNode;
}

export function Cell({ isNumeric, isWide, isWidest, isRest, children }: CellProps) {
  return (
    <td
      data-widest={isWidest || undefined}
      className={`px-2 py-1.5 align-top first:pl-4 last:pr-4 ${isNumeric ? 'text-right whitespace-nowrap' : ''} ${isWide ? 'hidden sm:table-cell' : ''} ${isWidest ? WIDEST : ''} ${isRest ? 'w-full max-w-0 min-w-48' : ''}`}
    >
      {children}
    </td>
  );
}
