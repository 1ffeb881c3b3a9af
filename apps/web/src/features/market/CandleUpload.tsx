'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CandlesAccepted } from '@twin/shared/dto/market';
import { type FormEvent, useState } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { uploadCandles } from '../../lib/api/market.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { formatCount, formatCounted } from '../../ui/format/number.ts';
import { Notice } from '../../ui/states.tsx';
import { type CandleSeries, nameLength, readFileName } from './candleFile.ts';

const LENGTHS = ['1m', '5m', '15m', '1h', '4h', '1d'];
const USUAL_LENGTH = '1h';

/** A file of candles from the person's own source; `symbol` is the one that they are asked for. */
export function CandleUpload({ symbol = '' }: { symbol?: string | undefined }) {
  const [name, setName] = useState(symbol);
  const [granularity, setGranularity] = useState(USUAL_LENGTH);
  const [file, setFile] = useState<File | null>(null);
  const upload = useCandleUpload();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (file) upload.mutate({ file, symbol: name.trim(), granularity });
  };
  const choose = (chosen: File | null) => {
    upload.reset();
    setFile(chosen);
    const told = chosen && readFileName(chosen.name);
    // What was typed before the first file is meant for it; what stands there of a file before is not.
    if (!told && !file) return;
    setName(told?.symbol ?? symbol);
    setGranularity(told?.granularity ?? USUAL_LENGTH);
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-3">
      <p className="text-xs text-muted">
        A CSV with the columns <code>ts,open,high,low,close,volume</code>, times with their zone, plain or
        .gz. A name like BTC-USD-1h.csv fills in the fields.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Symbol"
          value={name}
          placeholder="BTC-USD"
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <GranularityField value={granularity} onChange={setGranularity} />
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <FileField onFile={choose} />
        <Button type="submit" isBusy={upload.isPending} disabled={!file || name.trim() === ''}>
          {upload.isPending ? 'Uploading…' : 'Upload'}
        </Button>
      </div>
      {upload.error && <Notice tone="bad">{upload.error.message}</Notice>}
      {upload.data && upload.variables && <Received answer={upload.data} series={upload.variables} />}
    </form>
  );
}

interface Candles extends CandleSeries {
  file: File;
}

function useCandleUpload() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, symbol, granularity }: Candles) => uploadCandles(file, symbol, granularity),
    onSuccess: () => {
      // The scores follow and are told by the stream; what needs only the candles is read at once.
      void client.invalidateQueries({ queryKey: keys.simulations });
      void client.invalidateQueries({ queryKey: keys.journal, predicate: isDecision });
    },
  });
}

function GranularityField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <SelectField
      label="One candle is"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {[...new Set([...LENGTHS, value])].map((length) => (
        <option key={length} value={length}>
          {nameLength(length)}
        </option>
      ))}
    </SelectField>
  );
}

function FileField({ onFile }: { onFile: (file: File | null) => void }) {
  return (
    <input
      type="file"
      aria-label="Candle file"
      accept=".csv,.gz,text/csv"
      onChange={(event) => onFile(event.currentTarget.files?.[0] ?? null)}
      className="min-w-0 flex-1 text-xs text-muted file:mr-2 file:min-h-8 file:rounded-md file:border file:border-edge/50 file:bg-surface file:px-3 file:text-sm file:text-ink"
    />
  );
}

function Received({ answer, series }: { answer: CandlesAccepted; series: CandleSeries }) {
  const { bars, changed } = answer;
  return (
    <Notice>
      {formatCounted(bars, 'candle')} of {series.symbol.toUpperCase()}, {nameLength(series.granularity)} each,{' '}
      {formatCount(changed)} of them new. Patterns are judged again with them.
    </Notice>
  );
}

function isDecision({ queryKey }: { queryKey: readonly unknown[] }): boolean {
  return queryKey[1] === 'decision';
}
