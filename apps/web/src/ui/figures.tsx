import type { Side } from '@twin/shared/primitives/side';
import { formatAverage, formatExact, formatMoney, formatPercent } from './format/number.ts';
import { formatDuration, formatTime } from './format/time.ts';

interface MoneyProps {
  amount: string | null;
  asset: string | null;
  /** A result carries its sign and the colour of its direction; a price or fee does not. */
  isResult?: boolean;
  isAssetNamed?: boolean;
  /** What to say when the amount is unknown. */
  unknown?: string;
}

/** An amount for reading; its exact value is in the title. */
export function Money(props: MoneyProps) {
  const { amount, asset, isResult = false, isAssetNamed = false, unknown = 'unknown' } = props;
  if (amount === null) return <span className="text-muted">{unknown}</span>;
  const exact = `${formatExact(amount)}${asset ? ` ${asset}` : ''}`;
  const text = formatMoney(amount, asset, { isAssetNamed, sign: isResult ? 'always' : 'negative' });
  return (
    <span title={exact} className={`whitespace-nowrap ${isResult ? toneOf(amount) : ''}`}>
      {text}
    </span>
  );
}

function toneOf(amount: string): string {
  if (/^-/.test(amount) && /[1-9]/.test(amount)) return 'text-loss';
  return /[1-9]/.test(amount) ? 'text-gain' : 'text-ink';
}

/** A side as shape and word; colour is not used, since neither side is good or bad. */
export function SideMark({ side }: { side: Side }) {
  return (
    <span className="whitespace-nowrap">
      <span aria-hidden="true" className="mr-1 text-2xs text-muted">
        {side === 'buy' ? '▲' : '▼'}
      </span>
      {side === 'buy' ? 'Buy' : 'Sell'}
    </span>
  );
}

/** An average price, rounded for reading; the exact one is its title. */
export function Average({ price }: { price: string }) {
  return <span title={formatExact(price)}>{formatAverage(price)}</span>;
}

export function Moment({ utc, zone }: { utc: string; zone: string }) {
  return (
    <time dateTime={utc} title={`${utc} (UTC)`} className="whitespace-nowrap">
      {formatTime(utc, zone)}
    </time>
  );
}

/** How long a position was held: nobody knows of one that was there before the history, closed or not. */
export function Held({ closedAt, holdMs }: { closedAt: string | null; holdMs: number | null }) {
  const text = holdMs === null ? (closedAt === null ? 'open' : 'unknown') : formatDuration(holdMs);
  return <span className="whitespace-nowrap">{text}</span>;
}

/** A probability as a bar and a number. */
export function Confidence({ value }: { value: number }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <svg aria-hidden="true" viewBox="0 0 40 6" className="h-1.5 w-10">
        <rect width="40" height="6" rx="3" className="fill-line" />
        <rect width={Math.max(3, 40 * value)} height="6" rx="3" className="fill-pattern" />
      </svg>
      {formatPercent(value)}
    </span>
  );
}
