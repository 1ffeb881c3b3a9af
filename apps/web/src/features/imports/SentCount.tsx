'use client';
import { useQueries } from '@tanstack/react-query';
import { fetchImport } from '../../lib/api/imports.ts';
import { keys } from '../../lib/api/keys.ts';
import type { Upload } from '../../stores/uploads.ts';
import { formatCount, formatCounted } from '../../ui/format/number.ts';
import { isFinished } from './useImport.ts';

/** How far several files are, in one line; `ready` are still to be sent. The card of each file asks how far it is. */
export function SentCount({ uploads, ready }: { uploads: readonly Upload[]; ready: number }) {
  const sent = uploads.flatMap(({ importId }) => importId ?? []);
  // The same file sent twice is one import.
  const ids = [...new Set(sent)];
  const imports = useQueries({
    queries: ids.map((id) => ({
      queryKey: keys.importOf(id),
      queryFn: () => fetchImport(id),
      enabled: false,
    })),
  });
  const total = sent.length + ready;
  if (sent.length === 0 || total < 2) return null;
  const found = sent.map((id) => imports[ids.indexOf(id)]?.data);
  const done = found.filter((item) => item && isFinished(item)).length;
  const failed = found.filter((item) => item?.status === 'failed').length;
  return (
    <p role="status" className="text-sm text-muted">
      {formatCount(done)} of {formatCounted(total, 'file')} done
      {failed > 0 && `, ${formatCount(failed)} of them failed`}
    </p>
  );
}
