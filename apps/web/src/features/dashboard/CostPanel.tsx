import type { BiasReport } from '@twin/shared/dto/bias';
import { SignedBar } from '../../ui/charts/SignedBar.tsx';
import { extentWithZero } from '../../ui/charts/scale.ts';
import { Money } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { namePattern } from '../../ui/patterns.ts';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { type CostRow, costRows, forDrawing } from './costRows.ts';
import type { Scope } from './outcomeRows.ts';
import { tradesAddress } from './tradesAddress.ts';
import { UnpricedFees } from './UnpricedFees.tsx';

const HEAD = [
  'Pattern',
  'Cost ← 0 → brought',
  'Part in your result',
  '95% interval',
  'Paid off',
  'Your twin',
];
const TWIN_DOES = {
  skip: 'does not enter',
  hold: 'goes on holding',
  size: 'takes the usual size',
} as const;

/** What each pattern did to the result, beside the twin that does not have it; absent while none is known. */
export function CostPanel({ items, scope }: { items: readonly BiasReport[]; scope: Scope }) {
  const { asset, account } = scope;
  const rows = costRows(items, asset);
  if (rows.length === 0) return null;
  const extent = extentWithZero(
    rows.flatMap(({ result, low, high }) =>
      [result, low, high].map((amount) => (amount === null ? null : forDrawing(amount))),
    ),
  );
  return (
    <Panel
      title="What each pattern cost, or brought"
      note={`In ${asset}, beside your twin without it. The parts of all patterns sum to the whole difference; an interval across zero means that no cost could be measured.`}
      isFlush
    >
      <Table
        label="Part of each pattern in the result"
        head={HEAD}
        numeric={[2, 3, 4]}
        wide={[3]}
        widest={[4, 5]}
      >
        {rows.map((row) => (
          <Row key={row.label} row={row} extent={extent} asset={asset} account={account} />
        ))}
      </Table>
    </Panel>
  );
}

interface RowProps extends Scope {
  row: CostRow;
  extent: readonly [number, number];
}

function Row({ row, extent, asset, account }: RowProps) {
  const { label, result, low, high, cost, alternative } = row;
  const ends = { low: low === null ? null : forDrawing(low), high: high === null ? null : forDrawing(high) };
  return (
    <tr className="hover:bg-hover">
      <Cell>
        <QuietLink
          href={tradesAddress({ account, label })}
          className="font-medium sm:whitespace-nowrap hover:underline"
        >
          {namePattern(label)}
        </QuietLink>
      </Cell>
      <Cell>
        <SignedBar value={forDrawing(result)} {...ends} extent={extent} />
      </Cell>
      <Cell isNumeric>
        <Money amount={result} asset={asset} isResult={cost.isMeasurable} />
        {!cost.isMeasurable && <span className="block text-2xs text-muted">not measurable</span>}
        <UnpricedFees fees={cost.unpricedFees} />
      </Cell>
      <Cell isNumeric isWide>
        {low === null || high === null ? (
          <span className="text-muted">unknown</span>
        ) : (
          <>
            <Money amount={low} asset={asset} isAssetNamed /> to <Money amount={high} asset={asset} />
          </>
        )}
      </Cell>
      <Cell isNumeric isWidest>
        {formatCount(cost.paidOff)} of {formatCount(cost.decisions)}
        {cost.unfinished > 0 && (
          <span className="block text-2xs text-muted">{formatCount(cost.unfinished)} still open</span>
        )}
      </Cell>
      <Cell isWidest>
        <span className="whitespace-nowrap text-muted">{TWIN_DOES[alternative]}</span>
      </Cell>
    </tr>
  );
}
