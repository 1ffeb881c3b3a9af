'use client';
import { useState } from 'react';
import type { ColumnChoice } from '../../lib/api/imports.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField } from '../../ui/Field.tsx';

/** What a column can mean; a trade needs the first four. */
const FIELDS = [
  { field: 'time', label: 'Time', isNeeded: true },
  { field: 'symbol', label: 'Pair or asset', isNeeded: true },
  { field: 'qty', label: 'Quantity', isNeeded: true },
  { field: 'price', label: 'Price', isNeeded: true },
  { field: 'side', label: 'Side', none: 'The sign of the quantity' },
  { field: 'quote', label: 'Currency of the price', none: 'Part of the pair' },
  { field: 'fee', label: 'Fee', none: 'No fee' },
  { field: 'feeAsset', label: 'Currency of the fee', none: 'That of the price' },
  { field: 'id', label: 'Trade id', none: 'None' },
  { field: 'orderId', label: 'Order id', none: 'None' },
  { field: 'account', label: 'Account', none: 'None' },
] as const;

interface MappingFieldsProps {
  /** The column names of the file. */
  columns: readonly string[];
  /** As guessed, remembered or chosen before. */
  mapping: ColumnChoice;
  onChoose: (mapping: ColumnChoice) => void;
}

/** Which column means what, for a table that no exchange's format knows. It is remembered with the import. */
export function MappingFields({ columns, mapping, onChoose }: MappingFieldsProps) {
  const [draft, setDraft] = useState(mapping);
  const isWhole = FIELDS.every((entry) => !('isNeeded' in entry) || draft[entry.field]);
  const isChanged = FIELDS.some(({ field }) => (draft[field] ?? '') !== (mapping[field] ?? ''));
  const set = (field: string, column: string) => {
    const { [field]: _, ...rest } = draft;
    setDraft(column === '' ? rest : { ...rest, [field]: column });
  };
  return (
    <fieldset className="flex flex-col gap-3 rounded-md border p-4">
      <legend className="px-1 text-sm font-semibold">Match the columns</legend>
      <p className="text-sm text-muted">
        No exchange writes this table, so its columns are{' '}
        {Object.keys(mapping).length > 0 ? 'guessed' : 'open'}. What you choose is remembered for every file
        with the same header.
      </p>
      <div className="grid gap-3 sm:grid-cols-3 lg:grid-cols-4">
        {FIELDS.map((entry) => (
          <SelectField
            key={entry.field}
            label={entry.label}
            value={draft[entry.field] ?? ''}
            onChange={(event) => set(entry.field, event.currentTarget.value)}
          >
            <option value="">{'none' in entry ? entry.none : 'Choose a column'}</option>
            {columns.map((column) => (
              <option key={column} value={column}>
                {column}
              </option>
            ))}
          </SelectField>
        ))}
      </div>
      <div>
        <Button
          look={isWhole && isChanged ? 'primary' : 'plain'}
          disabled={!isWhole || !isChanged}
          onClick={() => onChoose(draft)}
        >
          Read the file with these columns
        </Button>
      </div>
    </fieldset>
  );
}
