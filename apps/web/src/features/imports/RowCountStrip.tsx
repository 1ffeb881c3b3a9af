import type { RowCounts } from '@twin/shared/dto/import';
import { formatCount } from '../../ui/format/number.ts';

const PARTS = [
  { key: 'read', name: 'Rows read', meaning: 'Always the sum of the other four.' },
  { key: 'accepted', name: 'Of new trades', meaning: 'A trade may take several rows.' },
  {
    key: 'duplicate',
    name: 'Already here',
    meaning: 'Of fills that an earlier import brought; they are not counted twice.',
  },
  { key: 'ignored', name: 'Not trades', meaning: 'Deposits, rewards, totals and the like.' },
  {
    key: 'rejected',
    name: 'Problems',
    meaning: 'Rows that could not be read; each is listed with its line.',
  },
] as const;

/** Where every row of the file went. Nothing vanishes. */
export function RowCountStrip({ rows }: { rows: RowCounts }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:flex sm:flex-wrap">
      {PARTS.map(({ key, name, meaning }) => (
        <div key={key} title={meaning}>
          <dt className="text-xs text-muted">{name}</dt>
          <dd
            className={`text-base font-semibold ${key === 'rejected' && rows.rejected > 0 ? 'text-loss' : ''}`}
          >
            {formatCount(rows[key])}
          </dd>
        </div>
      ))}
    </dl>
  );
}
