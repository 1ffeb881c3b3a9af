'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../lib/api/keys.ts';
import { patchSettings } from '../../lib/api/settings.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Notice } from '../../ui/states.tsx';
import { useSession, useSettings } from '../shell/session.ts';

/** A language model that words reflections reads what they say: off until the person agrees. */
export function WordingPanel() {
  const client = useQueryClient();
  const settings = useSettings().data;
  const isDemo = useSession().data?.user.isDemo ?? false;
  const save = useMutation({
    mutationFn: (rephrase: boolean) => patchSettings({ rephrase }),
    onSuccess: (saved) => client.setQueryData(keys.settings, saved),
  });
  if (!settings || isDemo) return null;
  return (
    <Panel title="The coach’s words" note="What it says comes from your record, whoever finds the words.">
      <div className="flex flex-col gap-3">
        <label className="inline-flex items-start gap-2 text-sm">
          <input
            type="checkbox"
            className="mt-1"
            checked={settings.rephrase}
            disabled={save.isPending}
            onChange={(event) => save.mutate(event.currentTarget.checked)}
          />
          Let a language model word my reflections
        </label>
        <p className="text-xs text-muted">
          Only where the owner of this server has connected one. It then reads each new reflection, with its
          symbol, day and figures, but not your name. A text that changes a fact or gives advice is thrown
          away, and you read ours.
        </p>
        {save.error && <Notice tone="bad">{save.error.message}</Notice>}
      </div>
    </Panel>
  );
}
