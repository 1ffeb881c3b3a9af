import type { DecisionDto } from '@twin/shared/dto/decision';
import type { Horizon, SimulationResult } from '@twin/shared/dto/simulation';
import type { ReactNode } from 'react';
import { Money } from '../../ui/figures.tsx';
import { formatExact, formatPercent, formatStatistic } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { Cell, Table } from '../../ui/table.tsx';
import { useZone } from '../shell/session.ts';

interface HoldReportProps {
  result: SimulationResult;
  decision: Pick<DecisionDto, 'symbol' | 'fills'>;
}

type HorizonRow = SimulationResult['horizons'][number];

const NAMES: Readonly<Record<Horizon, string>> = {
  '1h': '1 hour',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  own_median_hold: 'Your usual hold',
};

const HOUR_MS = 3_600_000;
/** The length of the person's usual hold is not part of the answer. */
const LENGTHS: Readonly<Record<Horizon, number | null>> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
  own_median_hold: null,
};

const HEAD = ['Held for', 'Difference', 'On the way'];

/** Holding against what was done, by horizon, with what the numbers include and leave out. */
export function HoldReport({ result, decision }: HoldReportProps) {
  const { asset, horizons } = result;
  return (
    <>
      <p className="text-sm text-muted">
        Each line holds the position on and ends it after that time. A difference above zero says that holding
        was better than what you did, below zero that your decision was; costs are in it. On the way is the
        open result of the held position at its worst and best, before costs.
      </p>
      <div className="-mx-4 border-y">
        <Table label="Holding by horizon" head={HEAD} numeric={[1, 2]}>
          {horizons.map((row) => (
            <tr key={row.horizon}>
              <Cell>
                <span className="whitespace-nowrap">{NAMES[row.horizon]}</span>
              </Cell>
              {row.complete ? (
                <CompleteCells row={row} asset={asset} />
              ) : (
                <td colSpan={2} className="px-3 py-1.5 pr-4 text-right text-xs text-muted">
                  {whyIncomplete(row, result, decision)}
                </td>
              )}
            </tr>
          ))}
        </Table>
      </div>
      <Terms result={result} decision={decision} />
    </>
  );
}

function CompleteCells({ row, asset }: { row: HorizonRow; asset: string }) {
  return (
    <>
      <Cell isNumeric>
        <Money amount={row.delta} asset={asset} isResult isAssetNamed />
      </Cell>
      <Cell isNumeric>
        <span className="flex flex-col sm:block">
          <Money amount={row.pathMaxAdverse} asset={asset} isResult />
          <span className="hidden text-muted sm:inline"> to </span>
          <Money amount={row.pathMaxFavourable} asset={asset} isResult />
        </span>
      </Cell>
    </>
  );
}

function whyIncomplete(
  { horizon }: HorizonRow,
  { asOf }: SimulationResult,
  { fills }: HoldReportProps['decision'],
): string {
  const length = LENGTHS[horizon];
  const end = Math.max(...fills.map(({ ts }) => Date.parse(ts)));
  if (length === null) return 'Not over yet, or no candles cover it';
  return end + length > Date.parse(asOf) ? 'Not over yet' : 'No candles cover it';
}

function Terms({ result, decision }: HoldReportProps) {
  const zone = useZone();
  const { asset, fees, slippageBps, candleCoverage, aliasOf, unpricedFees, horizons, asOf } = result;
  const covered = horizons.filter(({ complete }) => complete).length;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
      <Term name="Fees counted">
        <Money amount={fees} asset={asset} isAssetNamed />
      </Term>
      <Term name="Slippage assumed">
        {formatStatistic(slippageBps, 1)} basis points ({formatPercent(slippageBps / 10_000, 2)}) against you
      </Term>
      <Term name="Candles cover">
        {covered} of {horizons.length} horizons ({formatPercent(candleCoverage)})
      </Term>
      {aliasOf !== null && (
        <Term name="Stand-in">
          Candles of {aliasOf} were used, as there are none of {decision.symbol}
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

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
