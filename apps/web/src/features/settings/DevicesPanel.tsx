'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DeviceSession } from '@twin/shared/dto/session';
import { fetchDevices, logout, revokeDevice } from '../../lib/api/auth.ts';
import { keys } from '../../lib/api/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { formatTime } from '../../ui/format/time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { ErrorState, Notice } from '../../ui/states.tsx';
import { useSession, useZone } from '../shell/session.ts';

/** Where this person is signed in, and the way out. */
export function DevicesPanel() {
  const session = useSession();
  const devices = useQuery({ queryKey: keys.devices, queryFn: fetchDevices });
  return (
    <Panel title="Sessions" note={session.data?.user.email} actions={<SignOut />}>
      {devices.isError && <ErrorState error={devices.error} onRetry={() => void devices.refetch()} />}
      {devices.data === null && <p className="text-sm text-muted">This server does not list sessions.</p>}
      <ul className="-my-2 flex flex-col divide-y">
        {devices.data?.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </ul>
    </Panel>
  );
}

function DeviceRow({ device }: { device: DeviceSession }) {
  const zone = useZone();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeDevice(device.id),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.devices }),
  });
  return (
    <li className="flex flex-col gap-2 py-2">
      <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
        <span className="min-w-0">
          <span className="block truncate">{device.device ?? 'Unknown browser'}</span>
          <span className="text-xs text-muted">last seen {formatTime(device.lastSeenAt, zone)}</span>
        </span>
        {device.isCurrent ? (
          <span className="text-xs text-muted">this one</span>
        ) : (
          <Button look="quiet" isBusy={revoke.isPending} onClick={() => revoke.mutate()}>
            Sign out there
          </Button>
        )}
      </div>
      {revoke.error && <Notice tone="bad">{revoke.error.message}</Notice>}
    </li>
  );
}

function SignOut() {
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: logout,
    onSuccess: () => {
      client.setQueryData(keys.session, null);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
    },
  });
  return (
    <div className="flex items-center gap-2">
      {leave.error && <Notice tone="bad">{leave.error.message}</Notice>}
      <Button isBusy={leave.isPending} onClick={() => leave.mutate()}>
        Sign out
      </Button>
    </div>
  );
}
