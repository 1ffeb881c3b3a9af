import { decimal, toNumber } from '@twin/shared/primitives/decimal';
import { formatCompact } from '../../ui/format/number.ts';
import { QuietLink } from '../../ui/QuietLink.tsx';
import type { HourCell } from './outcomeRows.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Three shades each way; the number in the cell says the same with its sign. */
const TONES: Readonly<Record<number, string>> = {
  [-3]: 'bg-loss/45',
  [-2]: 'bg-loss/25',
  [-1]: 'bg-loss/10',
  0: 'bg-line/40',
  1: 'bg-gain/10',
  2: 'bg-gain/25',
  3: 'bg-gain/45',
};

/** The hours of the week as a table: what was opened then, and how it ended. */
export function HourMap({ label, week }: { label: string; week: readonly (readonly (HourCell | null)[])[] }) {
  return (
    <div className="relative overflow-x-auto">
      <table
        aria-label={label}
        className="w-full min-w-[46rem] table-fixed border-separate border-spacing-0.5"
      >
        <thead>
          <tr className="text-2xs text-muted">
            <th scope="col" className="w-9">
              <span className="sr-only">Day</span>
            </th>
            {HOURS.map((hour) => (
              <th key={hour} scope="col" className="font-normal">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {week.map((cells, day) => (
            <tr key={DAYS[day]}>
              <th scope="row" className="text-left text-xs font-normal text-muted">
                {DAYS[day]}
              </th>
              {cells.map((cell, hour) => (
                <td key={HOURS[hour]} className="p-0">
                  {cell ? <Cell cell={cell} /> : <span className="block h-7 rounded-sm bg-line/15" />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell: { result, strength, words, href } }: { cell: HourCell }) {
  return (
    <QuietLink
      href={href}
      title={words}
      className={`flex h-7 items-center justify-center overflow-hidden rounded-sm text-2xs tracking-tighter text-ink hover:outline-2 hover:outline-accent ${TONES[strength] ?? ''}`}
    >
      <span aria-hidden="true">{formatCompact(Number(toNumber(decimal(result)).toPrecision(2)))}</span>
      <span className="sr-only">{words}</span>
    </QuietLink>
  );
}
