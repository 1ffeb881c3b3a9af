'use client';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { TradeFilter } from '../../lib/api/trades.ts';
import { sayFailed } from '../../stores/toasts.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { Button } from '../../ui/Button.tsx';
import { readColumns } from './columns.tsx';
import { readCsv, saveFile } from './tradeCsv.ts';

/** The whole view as a file: every row that fits the filter, not only those that are loaded. */
export function CsvButton({ filter }: { filter: TradeFilter }) {
  const url = useUrlState();
  const leaving = useRef<AbortController | null>(null);
  useEffect(() => () => leaving.current?.abort(), []);
  const save = useMutation({
    mutationFn: () => {
      leaving.current = new AbortController();
      return readCsv(filter, readColumns(url.get('columns')), leaving.current.signal);
    },
    onSuccess: (text) => saveFile('trades.csv', 'text/csv', text),
    onError: sayFailed,
  });
  return (
    <Button
      isBusy={save.isPending}
      onClick={() => save.mutate()}
      title="Save every row of this view as a file"
    >
      {save.isPending ? 'Reading…' : 'CSV'}
    </Button>
  );
}
