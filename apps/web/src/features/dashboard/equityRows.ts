import type { EquityCurve } from '@twin/shared/dto/account';
import { decimal, formatDecimal, maximum, toNumber, ZERO } from '@twin/shared/primitives/decimal';
import type { EquityRow } from '../../ui/charts/EquityChart.tsx';
import { formatCount, formatCounted, formatMoney } from '../../ui/format/number.ts';
import { formatDay } from '../../ui/format/time.ts';
import { tradesAddress } from './tradesAddress.ts';

export interface EquityView {
  columns: readonly string[];
  rows: readonly EquityRow[];
  /** Days whose open positions were valued by prices of their own throughout, and all days. */
  covered: number;
}

interface EquityContext {
  zone: string;
  account: string | undefined;
}

/** The curve day by day, exact to read: fall from the earlier high (at least 0), twin and difference where known. */
export function equityView({ asset, points }: EquityCurve, { zone, account }: EquityContext): EquityView {
  const hasTwin = points.some(({ twin }) => twin !== null);
  let peak = ZERO;
  const rows = points.map(({ ts, actual, twin }) => {
    const value = decimal(actual);
    peak = maximum(peak, value);
    // A point stands at the end of its day, which is the first instant of the next one.
    const day = formatDay(new Date(Date.parse(ts) - 1).toISOString(), zone);
    const drawdown = peak - value;
    const texts = [
      formatMoney(actual, asset, { sign: 'always' }),
      ...(hasTwin ? twinTexts(twin, value, asset) : []),
      formatMoney(formatDecimal(drawdown), asset),
    ];
    return {
      key: ts,
      name: day,
      texts,
      href: tradesAddress({ account, from: day, to: day }),
      actual: toNumber(value),
      twin: twin === null ? null : toNumber(decimal(twin)),
      drawdown: toNumber(drawdown),
    };
  });
  const columns = ['Day', 'You', ...(hasTwin ? ['Your twin', 'Difference'] : []), 'Below the high'];
  return { columns, rows, covered: points.filter(({ coverage }) => coverage === 1).length };
}

/** How many days there are, and on how many of them every open position has a price of its own. */
export function valuationWords({ rows, covered }: Pick<EquityView, 'rows' | 'covered'>): string {
  const others = rows.length - covered;
  const n = `n = ${formatCounted(rows.length, 'day')}`;
  const priced = 'valued at market prices throughout';
  const otherwise = 'an open position stands at its last own fill.';
  if (others === 0) return `${n}, ${covered === 1 ? '' : 'all of them '}${priced}.`;
  if (covered === 0) return `${n}, ${others === 1 ? 'not' : 'none of them'} ${priced}: ${otherwise}`;
  const rest = others === 1 ? 'the other' : 'the others';
  return `${n}, ${formatCount(covered)} of them ${priced}; on ${rest} ${otherwise}`;
}

function twinTexts(twin: string | null, actual: bigint, asset: string | null): string[] {
  if (twin === null) return ['unknown', 'unknown'];
  const difference = formatDecimal(decimal(twin) - actual);
  return [twin, difference].map((text) => formatMoney(text, asset, { sign: 'always' }));
}
