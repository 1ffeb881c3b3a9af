'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../lib/api/keys.ts';
import { patchSettings } from '../../lib/api/settings.ts';
import { useSession, useSettings } from '../shell/session.ts';

/** Digests come by mail only to who says so here. */
export function MailChoice() {
  const client = useQueryClient();
  const settings = useSettings().data;
  const isDemo = useSession().data?.user.isDemo ?? false;
  const save = useMutation({
    mutationFn: (mailDigest: boolean) => patchSettings({ mailDigest }),
    onSuccess: (saved) => client.setQueryData(keys.settings, saved),
  });
  if (!settings || isDemo) return null;
  return (
    <label className="inline-flex items-center gap-2 text-sm print:hidden">
      <input
        type="checkbox"
        checked={settings.mailDigest}
        disabled={save.isPending}
        onChange={(event) => save.mutate(event.currentTarget.checked)}
      />
      Also send it by mail
    </label>
  );
}
