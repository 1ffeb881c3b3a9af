import type { AccountSummary } from '@twin/shared/dto/account';
import { Money } from '../../ui/figures.tsx';
import { formatExact } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';

/** What no sum above contains, and why: unknown is said, never set to zero. */
export function Reservations({ summary }: { summary: AccountSummary }) {
  const { unexplained, unconverted } = summary;
  const elsewhere = summary.transfers?.unmatched ?? [];
  if (unexplained.length + unconverted.length + elsewhere.length === 0) return null;
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
        {elsewhere.map(({ asset, way, count, qty }) => (
          <li key={`${asset}|${way}`}>
            {count === 1 ? 'A transfer' : `${count} transfers`} of {formatExact(qty)} {asset}{' '}
            {way === 'in'
              ? 'came from outside your accounts: what was paid for it is unknown when it is sold.'
              : 'went outside your accounts: it still counts as held.'}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
