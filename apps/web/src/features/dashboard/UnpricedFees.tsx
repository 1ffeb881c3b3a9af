import type { AssetCost } from '@twin/shared/dto/bias';
import { Money } from '../../ui/figures.tsx';

/** What the amount above does not contain: fees in an asset whose worth nobody knows, never taken as zero. */
export function UnpricedFees({ fees }: { fees: AssetCost['unpricedFees'] }) {
  return fees.map(({ asset, amount }) => (
    <span key={asset} className="ml-auto block max-w-52 text-2xs whitespace-normal text-muted">
      without <Money amount={amount} asset={asset} /> of fees that have no rate
    </span>
  ));
}
