import type { BrokerBalance } from '@twin/shared/dto/broker';
import { decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import type { Balance } from '../../ports/broker.ts';

/**
 * What the venue holds beside what the fills explain. The rest is deposits, withdrawals, rewards, or fills that the
 * venue does not list; it is shown and never booked.
 */
export function reconcile(held: readonly Balance[], fromFills: ReadonlyMap<string, string>): BrokerBalance[] {
  const amounts = new Map(held.map(({ asset, amount }) => [asset, amount]));
  const assets = [...new Set([...amounts.keys(), ...fromFills.keys()])].sort();
  return assets.flatMap((asset) => {
    const amount = amounts.get(asset) ?? ZERO;
    const explained = decimal(fromFills.get(asset) ?? '0');
    if (amount === ZERO && explained === ZERO) return [];
    return [
      {
        asset,
        held: formatDecimal(amount),
        fromFills: formatDecimal(explained),
        unexplained: formatDecimal(amount - explained),
      },
    ];
  });
}
