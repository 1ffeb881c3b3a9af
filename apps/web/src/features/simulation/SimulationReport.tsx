import type { DecisionDto } from '@twin/shared/dto/decision';
import type { SimulationResult } from '@twin/shared/dto/simulation';
import { Money } from '../../ui/figures.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { HORIZON_NAMES, KINDS, MISSING } from './kinds.ts';
import { Terms } from './Terms.tsx';

interface SimulationReportProps {
  result: SimulationResult;
  decision: Pick<DecisionDto, 'symbol'>;
}

type HorizonRow = SimulationResult['horizons'][number];

const HEAD = ['After', 'Difference', 'On the way', 'Deepest fall'];

/** The alternative against what was done, by horizon, with what the numbers include and leave out. */
export function SimulationReport({ result, decision }: SimulationReportProps) {
  const { asset, horizons, market } = result;
  const head = market === null ? HEAD : [...HEAD, 'Without the market'];
  return (
    <>
      <p className="text-sm text-muted">
        {KINDS[result.kind].meaning} A difference above zero says that it was better than what you did, below
        zero that your decision was; costs are in it. On the way is its open result at worst and best, before
        costs.
      </p>
      <div className="-mx-4 border-y">
        <Table label="Difference by horizon" head={head} numeric={[1, 2, 3, 4]}>
          {horizons.map((row) => (
            <tr key={row.horizon}>
              <Cell>
                <span className="whitespace-nowrap">{HORIZON_NAMES[row.horizon]}</span>
              </Cell>
              {row.complete ? (
                <CompleteCells row={row} asset={asset} hasMarket={market !== null} />
              ) : (
                <td colSpan={head.length - 1} className="px-3 py-1.5 pr-4 text-right text-xs text-muted">
                  {MISSING[row.missing ?? 'no_candles']}
                </td>
              )}
            </tr>
          ))}
        </Table>
      </div>
      <Chance result={result} />
      <Terms result={result} symbol={decision.symbol} />
    </>
  );
}

function CompleteCells({ row, asset, hasMarket }: { row: HorizonRow; asset: string; hasMarket: boolean }) {
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
      <Cell isNumeric>
        <Money amount={row.pathMaxDrawdown} asset={asset} />
      </Cell>
      {hasMarket && (
        <Cell isNumeric>
          <Money amount={row.marketNeutral} asset={asset} isResult />
        </Cell>
      )}
    </>
  );
}

/** The benchmark of chance: no later best price, only what a random moment gave. */
function Chance({ result: { benchmark, asset } }: { result: SimulationResult }) {
  if (benchmark === null) return null;
  return (
    <p className="text-sm">
      Against chance: {benchmark.name} instead made{' '}
      <Money amount={benchmark.delta} asset={asset} isResult isAssetNamed /> of difference on average; 95 of
      100 such times lie between <Money amount={benchmark.ciLow} asset={asset} isResult /> and{' '}
      <Money amount={benchmark.ciHigh} asset={asset} isResult />.
    </p>
  );
}
