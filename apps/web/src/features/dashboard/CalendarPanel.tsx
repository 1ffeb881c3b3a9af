'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { decimal, toNumber } from '@twin/shared/primitives/decimal';
import { Fragment } from 'react';
import { fetchCalendar } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { type GetParameter, useUrlState } from '../../stores/urlState.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCompact, formatCounted, formatMoney } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { ErrorState } from '../../ui/states.tsx';
import {
  type CalendarDay,
  type CalendarTotal,
  type CalendarView,
  calendarView,
  monthAt,
} from './calendarWeeks.ts';
import { ChartSkeleton } from './placeholders.tsx';
import { tradesAddress } from './tradesAddress.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
/** On a phone the seven days take the whole width, so that no result is cut. */
const WEEK_COLUMN = 'max-sm:hidden';
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

interface CalendarPanelProps {
  account: string | undefined;
  asset: string;
  /** The month of the last trade: where to begin. */
  lastMonth: string;
}

/** Net result per day of a month, weeks summed at the right; each day leads to its fills. */
export function CalendarPanel({ account, asset, lastMonth }: CalendarPanelProps) {
  const url = useUrlState();
  const month = monthOf(url.get, lastMonth);
  const calendar = useQuery({
    queryKey: keys.calendar(account, month),
    queryFn: () => fetchCalendar(account, month),
    placeholderData: keepPreviousData,
  });
  const turn = (distance: number) =>
    url.change((get) => ({ month: monthAt(monthOf(get, lastMonth), distance) }), 'replace');
  const view = calendar.data ? calendarView(calendar.data, asset) : null;
  return (
    <Panel
      title="Calendar"
      note={`Realised, after fees, in ${asset}; days of ${calendar.data?.timeZone ?? 'your zone'}.`}
      actions={
        <div className="flex items-center gap-1 text-sm">
          <Button look="quiet" onClick={() => turn(-1)} aria-label="Month before">
            <span aria-hidden="true">◂</span>
          </Button>
          <span className="w-16 text-center font-medium" aria-live="polite">
            {month}
          </span>
          <Button look="quiet" onClick={() => turn(1)} aria-label="Month after">
            <span aria-hidden="true">▸</span>
          </Button>
        </div>
      }
    >
      {calendar.isError && <ErrorState error={calendar.error} onRetry={() => void calendar.refetch()} />}
      {calendar.isPending && <ChartSkeleton height="h-123 sm:h-96" />}
      {view && <MonthTable month={month} view={view} asset={asset} account={account} />}
    </Panel>
  );
}

function monthOf(get: GetParameter, lastMonth: string): string {
  const asked = get('month');
  return asked !== undefined && MONTH.test(asked) ? asked : lastMonth;
}

interface MonthTableProps {
  month: string;
  view: CalendarView;
  asset: string;
  account: string | undefined;
}

function MonthTable({ month, view, asset, account }: MonthTableProps) {
  return (
    <table aria-label={`Results of ${month}`} className="w-full table-fixed border-collapse">
      <thead>
        <tr className="text-xs text-muted">
          {WEEKDAYS.map((name) => (
            <th key={name} scope="col" className="pb-1 font-normal">
              {name}
            </th>
          ))}
          <th scope="col" className={`${WEEK_COLUMN} pb-1 font-normal`}>
            Week
          </th>
        </tr>
      </thead>
      <tbody>
        {view.weeks.map(({ days, total }) => (
          <Fragment key={days[0]?.date}>
            <tr>
              {days.map((day) => (
                <DayCell key={day.date} day={day} asset={asset} account={account} />
              ))}
              <TotalCell total={total} asset={asset} />
            </tr>
            <TotalRow name="Week" total={total} asset={asset} />
          </Fragment>
        ))}
      </tbody>
      <tfoot>
        <tr className="max-sm:hidden">
          <th scope="row" colSpan={WEEKDAYS.length} className="pt-2 pr-2 text-right text-xs font-normal">
            Month, n = {formatCounted(view.total.trades, 'fill')}
          </th>
          <TotalCell total={view.total} asset={asset} />
        </tr>
        <TotalRow name="Month" total={view.total} asset={asset} />
      </tfoot>
    </table>
  );
}

function DayCell(props: { day: CalendarDay; asset: string; account: string | undefined }) {
  const { day, asset, account } = props;
  if (day.number === null) return <td />;
  const frame =
    'flex h-13 flex-col justify-between overflow-hidden rounded-sm border px-0.5 py-1 text-2xs sm:px-1';
  if (day.result === null) {
    return (
      <td className="p-px sm:p-0.5">
        <span className={`${frame} text-muted`}>{day.number}</span>
      </td>
    );
  }
  const { tone, text, exact } = resultOf(day.result, asset);
  const words = `${day.date}: ${exact}, ${formatCounted(day.trades, 'fill')}, ${formatCounted(day.tags, 'pattern')}`;
  return (
    <td className="p-px sm:p-0.5">
      <QuietLink
        href={tradesAddress({ account, from: day.date, to: day.date })}
        title={words}
        className={`${frame} hover:bg-hover`}
      >
        <span className="flex justify-between text-muted">
          {day.number}
          {day.tags > 0 && (
            <span aria-hidden="true" className="text-pattern">
              ●<span className="hidden sm:inline"> {day.tags}</span>
            </span>
          )}
        </span>
        <span className={`text-right font-medium tracking-tight sm:text-xs ${tone}`}>{text}</span>
        <span className="sr-only">{words}</span>
      </QuietLink>
    </td>
  );
}

function TotalCell({ total, asset }: { total: CalendarTotal; asset: string }) {
  if (total.trades === 0) return <td className={`${WEEK_COLUMN} p-0.5 text-right text-xs text-muted`}>–</td>;
  const { tone, text, exact } = resultOf(total.result, asset);
  return (
    <td
      title={`${exact}, ${formatCounted(total.trades, 'fill')}`}
      className={`${WEEK_COLUMN} p-0.5 pt-2 text-right text-xs font-semibold tracking-tight ${tone}`}
    >
      {text}
    </td>
  );
}

/** On a phone a total has a row of its own, with room for the exact amount. */
function TotalRow({ name, total, asset }: { name: string; total: CalendarTotal; asset: string }) {
  const { tone, exact } = resultOf(total.result, asset);
  return (
    <tr className="sm:hidden">
      <td colSpan={WEEKDAYS.length} className="h-5 px-0.5 text-right text-2xs text-muted">
        {name}: {formatCounted(total.trades, 'fill')}
        {total.trades > 0 && <span className={`pl-2 font-semibold ${tone}`}>{exact}</span>}
      </td>
    </tr>
  );
}

function resultOf(result: string, asset: string) {
  const value = toNumber(decimal(result));
  const sign = value > 0 ? '+' : '';
  return {
    tone: value > 0 ? 'text-gain' : value < 0 ? 'text-loss' : 'text-muted',
    text: `${sign}${formatCompact(value)}`,
    exact: formatMoney(result, asset, { sign: 'always' }),
  };
}
