import { queryOptions } from '@tanstack/react-query';
import { previewImport } from '../../lib/api/imports.ts';
import type { Upload } from '../../stores/uploads.ts';

/** What an import of the file would bring, as the person wants it read. */
export function previewQuery(upload: Upload) {
  return queryOptions({
    queryKey: ['preview', upload.key, upload.choices],
    queryFn: ({ signal }) => previewImport(upload.file, upload.choices, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
