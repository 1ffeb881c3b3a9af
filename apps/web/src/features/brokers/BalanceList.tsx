import type { BrokerBalance } from '@twin/shared/dto/broker';
import { formatCounted } from '../../ui/format/number.ts';

/** What the broker holds beside what the fills explain. */
export function BalanceList({ balances }: { balances: readonly BrokerBalance[] }) {
  const open = balances.filter(({ unexplained }) => unexplained !== '0');
  if (open.length === 0) return <p className="text-xs text-muted">The fills explain all balances.</p>;
  return (
    <details className="text-xs">
      <summary className="cursor-pointer text-muted">
        {formatCounted(open.length, 'balance is', 'balances are')} more or less than the fills explain
      </summary>
      <p className="py-1 text-muted">
        Deposits, withdrawals, rewards and older fills make the difference. Nothing is booked for it.
      </p>
      <table className="w-full max-w-xl tabular-nums">
        <thead className="text-left text-muted">
          <tr>
            <th scope="col">Coin</th>
            <th scope="col">Held</th>
            <th scope="col">By fills</th>
            <th scope="col">Unexplained</th>
          </tr>
        </thead>
        <tbody>
          {open.map(({ asset, held, fromFills, unexplained }) => (
            <tr key={asset}>
              <th scope="row" className="text-left font-normal">
                {asset}
              </th>
              <td>{held}</td>
              <td>{fromFills}</td>
              <td>{unexplained}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
