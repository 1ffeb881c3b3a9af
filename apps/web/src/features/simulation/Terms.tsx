import { quoteOf } from '@twin/engine/ledger/fill';
import type { SimulationResult } from '@twin/shared/dto/simulation';
import type { ReactNode } from 'react';
import { Money } from '../../ui/figures.tsx';
import { formatExact, formatPercent, formatStatistic } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { useZone } from '../shell/session.ts';

/** What the numbers of a simulation include, assume and leave out. */
export function Terms({ result, symbol }: { result: SimulationResult; symbol: string }) {
  const zone = useZone();
  const { asset, fees, slippageBps, candleCoverage, aliasOf, unpricedFees, horizons, asOf, market } = result;
  const covered = horizons.filter(({ complete }) => complete).length;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
      {result.instead && (
        <Term name="Instead">
          <Instead instead={result.instead} quote={quoteOf(symbol)} />
        </Term>
      )}
      <Term name="Fees counted">
        <Money amount={fees} asset={asset} />
      </Term>
      <Term name="Slippage assumed">
        {formatStatistic(slippageBps, 1)} basis points ({formatPercent(slippageBps / 10_000, 2)}) against you,
        at the open of the next bar
      </Term>
      <Term name="Candles cover">
        {covered} of {horizons.length} horizons ({formatPercent(candleCoverage)})
      </Term>
      {market && (
        <Term name="The market">
          {market.symbol}; {symbol} moved {formatStatistic(market.beta, 2)} times as much before the decision
        </Term>
      )}
      {aliasOf !== null && (
        <Term name="Stand-in">
          Candles of {aliasOf} were used, as there are none of {symbol}
        </Term>
      )}
      {unpricedFees.map(({ asset: feeAsset, amount }) => (
        <Term key={feeAsset} name="Fees left out">
          {formatExact(amount)} {feeAsset}: no rate of it to {asset} is known
        </Term>
      ))}
      <Term name="As of">{formatTime(asOf, zone)}</Term>
    </dl>
  );
}

type InsteadFact = NonNullable<SimulationResult['instead']>;

/** An order has a price, so it is in the symbol's quote and not in what its result is paid in. */
function Instead({ instead, quote }: { instead: InsteadFact; quote: string }) {
  const zone = useZone();
  if (instead.kind === 'size') return <>{formatPercent(Number(instead.share ?? '1'))} of the size you took</>;
  const name = instead.kind === 'limit' ? 'A limit order at' : 'A stop at';
  return (
    <>
      {name} <Money amount={instead.price} asset={quote} />,{' '}
      {instead.filledAt === null ? 'never reached' : `reached ${formatTime(instead.filledAt, zone)}`}
    </>
  );
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
