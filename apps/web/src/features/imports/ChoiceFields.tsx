'use client';
import type { ImportPreview } from '@twin/shared/dto/import';
import { useState } from 'react';
import type { ImportChoices } from '../../lib/api/imports.ts';
import { type Upload, useUploads } from '../../stores/uploads.ts';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { isKnownZone, ZoneList } from '../../ui/zones.tsx';
import { useAccounts } from '../shell/session.ts';
import { useFormats } from './useFormats.ts';

const ZONE_LIST = 'import-zones';

/** What the file does not say, or says wrongly: each change reads the file again. */
export function ChoiceFields({ upload, found }: { upload: Upload; found: ImportPreview | undefined }) {
  const choose = useUploads((state) => state.choose);
  const accounts = useAccounts();
  const formats = useFormats();
  const set = (change: ImportChoices) => choose(upload.key, { ...upload.choices, ...change });
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <legend className="sr-only">How to read {upload.file.name}</legend>
      <SelectField
        label="Format"
        value={upload.choices.format ?? ''}
        onChange={(event) => set({ format: event.currentTarget.value })}
      >
        <option value="">Detect automatically</option>
        {formats.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </SelectField>
      <ZoneField
        chosen={upload.choices.timezone}
        found={found?.timezone}
        onChoose={(timezone) => set({ timezone })}
      />
      <SelectField
        label="Account, where the file names none"
        value={upload.choices.account ?? ''}
        onChange={(event) => set({ account: event.currentTarget.value })}
      >
        <option value="">The main account</option>
        {accounts.data?.map(({ id, name }) => (
          <option key={id} value={name}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Dates like 03/04 begin with"
        value={upload.choices.dates ?? ''}
        onChange={(event) => set({ dates: dateOrder(event.currentTarget.value) })}
      >
        <option value="">What the file shows</option>
        <option value="day-first">The day</option>
        <option value="month-first">The month</option>
      </SelectField>
    </fieldset>
  );
}

function dateOrder(text: string): ImportChoices['dates'] {
  return text === 'day-first' || text === 'month-first' ? text : undefined;
}

interface ZoneFieldProps {
  chosen: string | undefined;
  found: string | undefined;
  onChoose: (zone: string) => void;
}

function ZoneField({ chosen, found, onChoose }: ZoneFieldProps) {
  const [typed, setTyped] = useState(chosen ?? '');
  const problem = typed === '' || isKnownZone(typed) ? null : 'Not a time zone. Try Europe/Berlin or UTC.';
  return (
    <>
      <TextField
        label="Times in the file are in"
        list={ZONE_LIST}
        value={typed}
        placeholder={found ?? 'As the file says'}
        problem={problem}
        onChange={(event) => {
          const zone = event.currentTarget.value.trim();
          setTyped(zone);
          if (zone === '' || isKnownZone(zone)) onChoose(zone);
        }}
      />
      <ZoneList id={ZONE_LIST} />
    </>
  );
}
