import type { DecisionDto } from '@twin/shared/dto/decision';
import type { SimulationResult } from '@twin/shared/dto/simulation';
import type { ReactNode } from 'react';
import { Money } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { Cell, Table } from '../../ui/table.tsx';
import { HORIZON_NAMES, KINDS, MISSING } from './kinds.ts';
import { Terms } from './Terms.tsx';

interface SimulationReportProps {
  result: SimulationResult;
  decision: Pick<DecisionDto, 'symbol'>;
}

type HorizonRow = SimulationResult['horizons'][number];

/** Columns that a phone leaves out: they stand below the two others. */
const WIDE = [3, 4];

/** How many closing times are drawn for the comparison with chance. */
const RANDOM_TIMES = 1000;

function headOf({ asset, market }: SimulationResult): string[] {
  const amounts = ['Difference', 'On the way', 'Deepest fall', ...(market ? ['Without the market'] : [])];
  return ['After', ...amounts.map((name) => `${name}, ${asset}`)];
}

/** The alternative against what was done, by horizon, with what the numbers include and leave out. */
export function SimulationReport({ result, decision }: SimulationReportProps) {
  const { asset, horizons, market } = result;
  const head = headOf(result);
  return (
    <>
      <p className="text-sm text-muted">
        {KINDS[result.kind].meaning} A difference above zero says that it was better than what you did, below
        zero that your decision was; costs are in it. On the way is its open result at worst and best, before
        costs.
      </p>
      <div className="-mx-4 border-y">
        <Table label="Difference by horizon" head={head} numeric={[1, 2, 3, 4]} wide={WIDE}>
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
      {result.kind === 'hold' && <Chance result={result} />}
      <Terms result={result} symbol={decision.symbol} />
    </>
  );
}

function CompleteCells({ row, asset, hasMarket }: { row: HorizonRow; asset: string; hasMarket: boolean }) {
  const fall = <Money amount={row.pathMaxDrawdown} asset={asset} isAssetNamed />;
  const ownPart = <Money amount={row.marketNeutral} asset={asset} isResult isAssetNamed />;
  return (
    <>
      <Cell isNumeric>
        <Money amount={row.delta} asset={asset} isResult isAssetNamed />
        {hasMarket && <Below name="without the market">{ownPart}</Below>}
      </Cell>
      <Cell isNumeric>
        <span className="flex flex-col sm:block">
          <Money amount={row.pathMaxAdverse} asset={asset} isResult isAssetNamed />
          <span className="hidden text-muted sm:inline"> to </span>
          <Money amount={row.pathMaxFavourable} asset={asset} isResult isAssetNamed />
        </span>
        <Below name="deepest fall">{fall}</Below>
      </Cell>
      <Cell isNumeric isWide>
        {fall}
      </Cell>
      {hasMarket && (
        <Cell isNumeric isWide>
          {ownPart}
        </Cell>
      )}
    </>
  );
}

/** What has a column of its own on a wider screen. */
function Below({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="mt-1 flex flex-col text-xs sm:hidden">
      <span className="text-2xs text-muted">{name}</span>
      {children}
    </span>
  );
}

/** Holding on against chance: no later best price, only what a random moment of closing gave. */
function Chance({ result: { benchmark, asset } }: { result: SimulationResult }) {
  if (benchmark === null) return null;
  return (
    <p className="text-sm">
      Against chance: {benchmark.name}, drawn {formatCount(RANDOM_TIMES)} times, differs from what you did by{' '}
      <Money amount={benchmark.delta} asset={asset} isResult /> on average; 95 of 100 of them lie between{' '}
      <Money amount={benchmark.ciLow} asset={asset} isResult /> and{' '}
      <Money amount={benchmark.ciHigh} asset={asset} isResult />.
    </p>
  );
}
