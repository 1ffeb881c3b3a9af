import type { DigestDto } from '@twin/shared/dto/digest';
import { Cell, Table } from '../../ui/table.tsx';

/** What the revision before said otherwise. */
export function ChangeTable({ changes }: { changes: DigestDto['changes'] }) {
  return (
    <section aria-label="What has changed" className="text-sm">
      <h3 className="text-xs font-medium text-muted">What a late trade has changed</h3>
      <Table label="What has changed" head={['Fact', 'Before', 'Now']}>
        {changes.map(({ what, before, after }) => (
          <tr key={what}>
            <Cell>{what}</Cell>
            <Cell>{before ?? '—'}</Cell>
            <Cell>{after ?? '—'}</Cell>
          </tr>
        ))}
      </Table>
    </section>
  );
}
