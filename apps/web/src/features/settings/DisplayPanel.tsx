'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Settings, SettingsPatch } from '@twin/shared/dto/settings';
import { useState } from 'react';
import { fetchSummary } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { patchSettings } from '../../lib/api/settings.ts';
import { applyTheme, type Theme } from '../../stores/theme.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ErrorState, Notice } from '../../ui/states.tsx';
import { isKnownZone, ZoneList } from '../../ui/zones.tsx';
import { useSettings } from '../shell/session.ts';

export function DisplayPanel() {
  const settings = useSettings();
  return (
    <Panel title="Display" note="Each change is kept at once.">
      {settings.isError && <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data && <DisplayFields settings={settings.data} />}
    </Panel>
  );
}

function DisplayFields({ settings }: { settings: Settings }) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (patch: SettingsPatch) => patchSettings(patch),
    onSuccess: (saved) => client.setQueryData(keys.settings, saved),
  });
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-3">
        <ZoneSetting zone={settings.timeZone} onSave={(timeZone) => save.mutate({ timeZone })} />
        <SelectField
          label="Theme"
          value={settings.theme}
          onChange={(event) => {
            const theme = readTheme(event.currentTarget.value);
            applyTheme(theme);
            save.mutate({ theme });
          }}
        >
          <option value="system">As the system</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </SelectField>
        <AssetSetting
          asset={settings.displayAsset}
          onSave={(displayAsset) => save.mutate({ displayAsset })}
        />
      </div>
      {save.error && <Notice tone="bad">{save.error.message}</Notice>}
    </div>
  );
}

function readTheme(text: string): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

function ZoneSetting({ zone, onSave }: { zone: string; onSave: (zone: string) => void }) {
  const [typed, setTyped] = useState(zone);
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const problem = isKnownZone(typed) ? null : 'Not a time zone. Try Europe/Berlin or UTC.';
  const save = (next: string) => {
    setTyped(next);
    if (isKnownZone(next)) onSave(next);
  };
  return (
    <div className="flex flex-col items-start gap-1">
      <div className="w-full">
        <TextField
          label="Time zone"
          list="setting-zones"
          value={typed}
          problem={problem}
          hint="For all times, days and the calendar. Patterns do not depend on it."
          onChange={(event) => save(event.currentTarget.value)}
        />
      </div>
      <ZoneList id="setting-zones" />
      {zone !== own && (
        <Button onClick={() => save(own)} className="mt-1">
          Use {own}
        </Button>
      )}
    </div>
  );
}

function AssetSetting({ asset, onSave }: { asset: string | null; onSave: (asset: string | null) => void }) {
  const summary = useQuery({ queryKey: keys.summary(undefined), queryFn: () => fetchSummary() });
  const known = summary.data?.byQuote.map((quote) => quote.asset) ?? [];
  const assets = asset === null || known.includes(asset) ? known : [asset, ...known];
  return (
    <SelectField
      label="Totals first in"
      hint="Amounts of other assets are listed beside it, never added."
      value={asset ?? ''}
      onChange={(event) => onSave(event.currentTarget.value || null)}
    >
      <option value="">The asset you trade most</option>
      {assets.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
