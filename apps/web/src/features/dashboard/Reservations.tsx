import type { AccountSummary } from '@twin/shared/dto/account';
import { Money } from '../../ui/figures.tsx';
import { formatExact } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';

/** What no sum above contains, and why: unknown is said, never set to zero. */
export function Reservations({ summary }: { summary: AccountSummary }) {
  const { unexplained, unconverted } = summary;
  if (unexplained.length === 0 && unconverted.length === 0) return null;
  return (
    <Panel title="Not in the sums above" note="Unknown stays unknown; it is never counted as zero.">
      <ul className="flex flex-col gap-1.5 text-sm">
        {unexplained.map(({ symbol, qty, proceeds, asset }) => (
          <li key={`${symbol}|${asset}`}>
            {formatExact(qty)} {symbol} sold for <Money amount={proceeds} asset={asset} /> without a known
            purchase. Import the earlier history to include it.
          </li>
        ))}
        {unconverted.map(({ asset, amount, kind }) => (
          <li key={`${kind}|${asset}`}>
            {kind === 'fee' ? 'Fees' : kind} of <Money amount={amount} asset={asset} />: no rate into the
            asset of the trade is known, so no result above contains them.
          </li>
        ))}
      </ul>
    </Panel>
  );
}
