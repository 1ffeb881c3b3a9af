'use client';
import { quoteOf } from '@twin/engine/ledger/fill';
import type { AccountSummary, SymbolSummary } from '@twin/shared/dto/account';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Money } from '../../ui/figures.tsx';
import { formatCount, formatExact } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { Cell, Table } from '../../ui/table.tsx';

const FIRST = 25;
const HEAD = ['Symbol', 'Net result', 'Before fees', 'Fees', 'Position', 'Average cost', 'Fills'];

/** Each symbol's open position and what its closed part brought; open positions first, then by number of fills. */
export function PositionTable({ summary }: { summary: AccountSummary }) {
  const [isWhole, setWhole] = useState(false);
  if (!summary.bySymbol || summary.bySymbol.length === 0) return null;
  const ordered = summary.bySymbol.toSorted(
    (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.fills - a.fills || (a.symbol < b.symbol ? -1 : 1),
  );
  const shown = isWhole ? ordered : ordered.slice(0, FIRST);
  return (
    <Panel title="Positions" note="Average cost, fees included. A minus sign means short." isFlush>
      <Table
        label="Positions by symbol"
        head={HEAD}
        numeric={[1, 2, 3, 4, 5, 6]}
        wide={[3, 4, 5]}
        widest={[2, 6]}
      >
        {shown.map((row) => (
          <PositionRow key={`${row.symbol}|${row.asset}`} row={row} />
        ))}
      </Table>
      {ordered.length > shown.length && (
        <div className="border-t p-2">
          <Button look="quiet" onClick={() => setWhole(true)}>
            Show all {formatCount(ordered.length)} symbols
          </Button>
        </div>
      )}
    </Panel>
  );
}

function isOpen({ position }: SymbolSummary): boolean {
  return /[1-9]/.test(position);
}

function PositionRow({ row }: { row: SymbolSummary }) {
  return (
    <tr className="hover:bg-hover">
      <Cell>
        <Held row={row} />
      </Cell>
      <Cell isNumeric>
        <Money amount={row.realisedPnl} asset={row.asset} isResult />
      </Cell>
      <Cell isNumeric isWidest>
        <Money amount={row.realisedPnlGross} asset={row.asset} isResult />
      </Cell>
      <Cell isNumeric isWide>
        {row.fees.map(({ asset, amount }) => (
          <span key={asset} className="block">
            <Money amount={amount} asset={asset} />
          </span>
        ))}
      </Cell>
      <Cell isNumeric isWide>
        {isOpen(row) ? formatExact(row.position) : <span className="text-muted">flat</span>}
      </Cell>
      <Cell isNumeric isWide>
        {isOpen(row) ? (
          <Money amount={row.avgCost} asset={quoteOf(row.symbol)} />
        ) : (
          <span className="text-muted">–</span>
        )}
      </Cell>
      <Cell isNumeric isWidest>
        {formatCount(row.fills)}
      </Cell>
    </tr>
  );
}

/** The symbol with a link to its trades, what is held of it on a phone, and what has no known cost. */
function Held({ row }: { row: SymbolSummary }) {
  const isUnknown = /[1-9]/.test(row.unknownCostQty);
  return (
    <>
      <QuietLink
        href={`/trades?symbol=${encodeURIComponent(row.symbol)}`}
        className="font-medium hover:underline"
      >
        {row.symbol}
      </QuietLink>
      {isOpen(row) && (
        <span className="block text-xs text-muted sm:hidden">holds {formatExact(row.position)}</span>
      )}
      {isUnknown && (
        <span
          className="block text-xs text-pattern sm:whitespace-nowrap"
          title="Its purchase is not among your imports"
        >
          ⚠ cost of {formatExact(row.unknownCostQty)} unknown
        </span>
      )}
    </>
  );
}
