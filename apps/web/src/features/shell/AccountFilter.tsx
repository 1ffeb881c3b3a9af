'use client';
import { SelectField } from '../../ui/Field.tsx';
import { useAccounts } from './session.ts';

interface AccountFilterProps {
  value: string | undefined;
  onChange: (account: string | undefined) => void;
}

/** Narrows a view to one trading account; absent while there is only one. */
export function AccountFilter({ value, onChange }: AccountFilterProps) {
  const accounts = useAccounts().data ?? [];
  if (accounts.length < 2 && value === undefined) return null;
  return (
    <SelectField
      label="Account"
      isLabelHidden
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    >
      <option value="">All accounts</option>
      {accounts.map(({ id, name }) => (
        <option key={id} value={name}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
