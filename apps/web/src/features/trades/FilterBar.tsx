'use client';
import { useQuery } from '@tanstack/react-query';
import { ANY_LABEL, LABELS } from '@twin/shared/primitives/label';
import { useEffect, useRef, useState } from 'react';
import { fetchSummary } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { FilterChip } from '../../ui/FilterChip.tsx';
import { namePattern } from '../../ui/patterns.ts';
import { AccountFilter } from '../shell/AccountFilter.tsx';
import { isTyping } from '../shell/Shortcuts.tsx';
import { useZone } from '../shell/session.ts';
import { FILTER_NAMES, NO_FILTER, spanWords } from './tradeFilter.ts';

const SETTLE_MS = 250;

/** The filter is the address: it can be shared, reloaded and gone back to. */
export function FilterBar() {
  const url = useUrlState();
  const isFiltered = FILTER_NAMES.some((name) => url.get(name) !== undefined);
  const span = spanWords({ since: url.get('since'), until: url.get('until') }, useZone());
  return (
    <section aria-label="Filter" className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
      <SymbolField key={url.get('symbol') ?? ''} />
      <SelectField
        label="Pattern"
        isLabelHidden
        width="sm:w-52"
        value={url.get('label') ?? ''}
        onChange={(event) => url.change({ label: event.currentTarget.value })}
      >
        <option value="">With a pattern or without</option>
        <option value={ANY_LABEL}>Any pattern</option>
        {LABELS.map((label) => (
          <option key={label} value={label}>
            {namePattern(label)}
          </option>
        ))}
      </SelectField>
      <AccountFilter value={url.get('account')} onChange={(account) => url.change({ account })} />
      <DayField label="From" name="from" />
      <DayField label="To" name="to" />
      {span && (
        <div className="col-span-2">
          <FilterChip words={span} onRemove={() => url.change({ since: undefined, until: undefined })} />
        </div>
      )}
      {isFiltered && (
        <Button look="quiet" onClick={() => url.change(NO_FILTER)}>
          Clear
        </Button>
      )}
    </section>
  );
}

function SymbolField() {
  const url = useUrlState();
  const [typed, setTyped] = useState(url.get('symbol') ?? '');
  const settle = useRef<number | undefined>(undefined);
  const frame = useRef<HTMLDivElement>(null);
  const summary = useQuery({ queryKey: keys.summary(undefined), queryFn: () => fetchSummary() });
  useFocusOnSlash(frame);
  useEffect(() => () => window.clearTimeout(settle.current), []);
  return (
    <div ref={frame} className="sm:w-40">
      <TextField
        label="Symbol"
        isLabelHidden
        type="search"
        placeholder="Symbol ( / )"
        list="known-symbols"
        value={typed}
        onChange={(event) => {
          const symbol = event.currentTarget.value;
          setTyped(symbol);
          window.clearTimeout(settle.current);
          settle.current = window.setTimeout(() => url.change({ symbol: symbol.trim() }), SETTLE_MS);
        }}
      />
      <datalist id="known-symbols">
        {summary.data?.bySymbol?.map(({ symbol, asset }) => (
          <option key={`${symbol}|${asset}`} value={symbol} />
        ))}
      </datalist>
    </div>
  );
}

function DayField({ label, name }: { label: string; name: 'from' | 'to' }) {
  const url = useUrlState();
  return (
    <div className="max-sm:col-span-2">
      <TextField
        label={label}
        isLabelInline
        type="date"
        value={url.get(name) ?? ''}
        onChange={(event) => url.change({ [name]: event.currentTarget.value }, 'replace')}
      />
    </div>
  );
}

function useFocusOnSlash(frame: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event.target)) return;
      event.preventDefault();
      frame.current?.querySelector('input')?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [frame]);
}
