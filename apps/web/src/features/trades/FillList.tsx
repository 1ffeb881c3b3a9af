import type { TradeDto } from '@twin/shared/dto/trade';
import { formatExact } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';

const FIRST = 50;

/** The fills that make the decision, oldest first. */
export function FillList({ fills, zone }: { fills: readonly TradeDto[]; zone: string }) {
  return (
    <section>
      <h3 className="pb-1.5 text-xs font-semibold text-muted">Fills</h3>
      <table className="w-full text-xs">
        <thead className="sr-only">
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Quantity and price</th>
            <th scope="col">Fee</th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {fills.slice(0, FIRST).map((fill) => (
            <tr key={fill.id}>
              <td className="py-1 pr-2 whitespace-nowrap">{formatTime(fill.ts, zone)}</td>
              <td className="py-1 pr-2 text-right">
                {formatExact(fill.qty)} <span className="text-muted">at</span> {formatExact(fill.price)}
              </td>
              <td className="py-1 text-right text-muted">
                {formatExact(fill.fee)} {fill.feeAsset}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {fills.length > FIRST && <p className="pt-1 text-xs text-muted">and {fills.length - FIRST} more</p>}
    </section>
  );
}
