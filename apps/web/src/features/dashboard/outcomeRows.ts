import type { HoldCurve, OutcomeAnswer } from '@twin/shared/dto/outcome';
import { decimal, toNumber } from '@twin/shared/primitives/decimal';
import type { BarRow } from '../../ui/charts/BarChart.tsx';
import type { ScatterRow } from '../../ui/charts/ScatterChart.tsx';
import type { TwoLineRow } from '../../ui/charts/TwoLineChart.tsx';
import { formatCount, formatMoney, formatPercent } from '../../ui/format/number.ts';
import { formatDay, formatDuration } from '../../ui/format/time.ts';
import { positionAddress, positionsAddress } from '../positions/positionAddress.ts';

export interface Scope {
  asset: string;
  account: string | undefined;
}

/** The histogram of returns; each bar leads to the positions that it counts. */
export function returnRows({ returns, n }: OutcomeAnswer, scope: Scope): BarRow[] {
  return returns.map(({ from, to, episodes }) => ({
    key: `${from}`,
    name: nameSpan(from, to),
    texts: [formatCount(episodes), n === 0 ? '–' : formatPercent(episodes / n, 1)],
    href: positionsAddress({ ...scope, returnFrom: from, returnTo: to }),
    count: episodes,
    tone: from !== null && from >= 0 ? 'gain' : 'loss',
  }));
}

/** `−2% to −1%`; with an open end `below −50%` or `from 50%`. */
function nameSpan(from: number | null, to: number | null): string {
  const [low, high] = [from, to].map((edge) => (edge === null ? '' : formatShare(edge)));
  if (from === null) return `below ${high}`;
  return to === null ? `from ${low}` : `${low} to ${high}`;
}

function formatShare(share: number): string {
  return formatPercent(share, Math.abs(share) < 0.01 && share !== 0 ? 1 : 0);
}

/** How many of winners and losers were still open after a time; both on the same times. */
export function holdRows({ winners, losers }: OutcomeAnswer['holds']): TwoLineRow[] {
  const times = [...winners.points, ...losers.points].map(({ holdMs }) => holdMs);
  return [...new Set([0, ...times])]
    .toSorted((a, b) => a - b)
    .map((holdMs) => {
      const [first, second] = [openAfter(winners, holdMs), openAfter(losers, holdMs)];
      return {
        key: String(holdMs),
        name: formatDuration(holdMs),
        texts: [formatPercent(first), formatPercent(second)],
        first,
        second,
      };
    });
}

function openAfter({ points }: HoldCurve, holdMs: number): number {
  return 1 - (points.findLast((point) => point.holdMs <= holdMs)?.closed ?? 0);
}

/** The time after which half of them had ended; null without any. */
export function medianHold({ points }: HoldCurve): number | null {
  return points.find(({ closed }) => closed >= 0.5)?.holdMs ?? null;
}

/** Each position by its worst and best moment, from the deepest one on. */
export function excursionRows({ excursions, asset, timeZone }: OutcomeAnswer): ScatterRow[] {
  return excursions.items
    .map(({ id, decisionId, symbol, openedAt, mae, mfe, realisedPnl }) => ({
      key: id,
      name: `${symbol}, ${formatDay(openedAt, timeZone)}`,
      texts: [
        formatPercent(mae, 2),
        formatPercent(mfe, 2),
        formatMoney(realisedPnl, asset, { sign: 'always' }),
      ],
      href: positionAddress(decisionId),
      x: mae,
      y: mfe,
      isGain: decimal(realisedPnl) > 0n,
    }))
    .toSorted((a, b) => a.x - b.x);
}

export interface HourCell {
  weekday: number;
  hour: number;
  episodes: number;
  result: string;
  /** −3 … 3: how far from nothing, beside the other hours. */
  strength: number;
  words: string;
  href: string;
}

const HOURS = 24;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The week as seven rows of 24 hours; null where nothing was opened. */
export function hourWeek({ hours, asset }: OutcomeAnswer, scope: Scope): (HourCell | null)[][] {
  const results = hours.map(({ realisedPnl }) => Math.abs(toNumber(decimal(realisedPnl))));
  const largest = Math.max(...results, Number.MIN_VALUE);
  const known = new Map(hours.map((cell) => [cell.weekday * HOURS + cell.hour, cell]));
  return WEEKDAYS.map((name, row) =>
    Array.from({ length: HOURS }, (_, hour) => {
      const found = known.get((row + 1) * HOURS + hour);
      if (!found) return null;
      const { weekday, episodes, wins, realisedPnl } = found;
      const result = toNumber(decimal(realisedPnl));
      const money = formatMoney(realisedPnl, asset, { sign: 'always' });
      return {
        weekday,
        hour,
        episodes,
        result: realisedPnl,
        strength: Math.sign(result) * Math.ceil((3 * Math.abs(result)) / largest),
        words: `${name} ${nameHour(hour)}: ${money}, ${wins} of ${episodes} won`,
        href: positionsAddress({ ...scope, weekday, hour }),
      };
    }),
  );
}

function nameHour(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
