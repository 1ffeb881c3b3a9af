'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ImportDto } from '@twin/shared/dto/import';
import { useEffect, useState } from 'react';
import { fetchImport } from '../../lib/api/imports.ts';
import { keys } from '../../lib/api/keys.ts';
import { useConnection } from '../../stores/connection.ts';

const POLL_MS = 700;
/** While the stream tells what happens, asking is only the net under it. */
const NET_POLL_MS = 4000;

export function isFinished({ status }: Pick<ImportDto, 'status'>): boolean {
  return status === 'done' || status === 'failed';
}

/**
 * Follows one import until it is done; then everything that it changed is read anew, and so is the import: the stream
 * counts its rows only. `isCounted` says that its trades are counted too.
 */
export function useImport(id: string) {
  const client = useQueryClient();
  const isLive = useConnection((state) => state.stream === 'live');
  const pollMs = isLive ? NET_POLL_MS : POLL_MS;
  const query = useQuery({
    queryKey: keys.importOf(id),
    queryFn: () => fetchImport(id),
    refetchInterval: ({ state }) => (state.data && isFinished(state.data) ? false : pollMs),
  });
  const [isCounted, setCounted] = useState(false);
  const isDone = query.data?.status === 'done';
  useEffect(() => {
    if (!isDone) return;
    void client.resetQueries({ queryKey: keys.journal });
    void client.invalidateQueries({ queryKey: keys.accounts });
    void client.invalidateQueries({ queryKey: keys.imports, exact: true });
    void client.refetchQueries({ queryKey: keys.importOf(id), exact: true }).then(() => setCounted(true));
  }, [isDone, client, id]);
  return { ...query, isCounted };
}
