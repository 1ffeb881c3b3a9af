'use client';
import { useQuery } from '@tanstack/react-query';
import type { FormatDto } from '@twin/shared/dto/import';
import { fetchFormats } from '../../lib/api/imports.ts';
import { keys } from '../../lib/api/keys.ts';

/** The kinds of files that the server reads; none until it has said so. */
export function useFormats(): readonly FormatDto[] {
  const formats = useQuery({
    queryKey: keys.formats,
    queryFn: fetchFormats,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return formats.data ?? [];
}

/** Says a format in words; one that the server does not name shows its own id. A file that waits has none yet. */
export function useFormatName(): (id: string | null, isRead?: boolean) => string {
  const formats = useFormats();
  return (id, isRead = true) => {
    if (id === null) return isRead ? 'Unknown format' : 'Not read yet';
    return formats.find(({ name }) => name === id)?.title ?? id;
  };
}
