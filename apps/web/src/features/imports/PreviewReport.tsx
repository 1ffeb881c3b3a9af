import type { ImportPreview } from '@twin/shared/dto/import';
import { SideMark } from '../../ui/figures.tsx';
import { formatExact } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { Cell, Table } from '../../ui/table.tsx';
import { RowCountStrip } from './RowCountStrip.tsx';
import { useFormatName } from './useFormats.ts';

const SAMPLE_ROWS = 5;

/** How the file was read and where each of its rows went. */
export function PreviewHeadline({ preview }: { preview: ImportPreview }) {
  const nameFormat = useFormatName();
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm">
        Read as <strong>{nameFormat(preview.format)}</strong>, times as <strong>{preview.timezone}</strong>
        {preview.accounts.length > 0 && (
          <>
            , trades into <strong>{preview.accounts.join(', ')}</strong>
          </>
        )}
        .
      </p>
      <RowCountStrip rows={preview.rows} />
    </div>
  );
}

/** The first trades as they would be stored: what a wrong zone or format shows at a glance. */
export function PreviewSample({ preview }: { preview: ImportPreview }) {
  if (preview.sample.length === 0) return null;
  return (
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
  );
}
