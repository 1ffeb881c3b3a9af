import type { ImportPreview } from '@twin/shared/dto/import';
import { SideMark } from '../../ui/figures.tsx';
import { formatExact } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { Cell, Table } from '../../ui/table.tsx';
import { nameFormat } from './formats.ts';
import { ProblemList } from './ProblemList.tsx';
import { RowCountStrip } from './RowCountStrip.tsx';

const SAMPLE_ROWS = 5;

/** What the file holds and how it was read, before anything is stored. */
export function PreviewReport({ preview }: { preview: ImportPreview }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm">
        Read as <strong>{nameFormat(preview.format)}</strong>, times as <strong>{preview.timezone}</strong>.
      </p>
      <RowCountStrip rows={preview.rows} />
      {preview.sample.length > 0 && (
        <div className="rounded-md border">
          <Table
            label="First trades of the file"
            head={['Time (UTC)', 'Symbol', 'Side', 'Quantity', 'Price', 'Fee']}
            numeric={[3, 4, 5]}
          >
            {preview.sample.slice(0, SAMPLE_ROWS).map((trade) => (
              <tr key={trade.id}>
                <Cell>
                  <span className="whitespace-nowrap">{formatTime(trade.ts, 'UTC')}</span>
                </Cell>
                <Cell>{trade.symbol}</Cell>
                <Cell>
                  <SideMark side={trade.side} />
                </Cell>
                <Cell isNumeric>{formatExact(trade.qty)}</Cell>
                <Cell isNumeric>{formatExact(trade.price)}</Cell>
                <Cell isNumeric>
                  {formatExact(trade.fee)} {trade.feeAsset}
                </Cell>
              </tr>
            ))}
          </Table>
        </div>
      )}
      <ProblemList problems={preview.problems} total={preview.rows.rejected} />
    </div>
  );
}
