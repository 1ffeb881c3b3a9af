'use client';
import type { BrokerConnectionDto } from '@twin/shared/dto/broker';
import { useState } from 'react';
import { disconnectBroker, syncBroker } from '../../lib/api/brokers.ts';
import { Button } from '../../ui/Button.tsx';
import { formatTime } from '../../ui/format/time.ts';
import { Notice } from '../../ui/states.tsx';
import { useZone } from '../shell/session.ts';
import { BalanceList } from './BalanceList.tsx';
import { guideOf } from './guides.ts';
import { useBrokerChange } from './useBrokers.ts';

interface ConnectionRowProps {
  connection: BrokerConnectionDto;
  title: string;
}

const STATES = {
  waiting: 'Up to date',
  syncing: 'Reading…',
  blocked: 'Waits for you',
} as const;

/** One connection: how it is, when it was read, and what can be done with it. */
export function ConnectionRow({ connection, title }: ConnectionRowProps) {
  const { id, broker, status, problem, account } = connection;
  const [isLeaving, setLeaving] = useState(false);
  const sync = useBrokerChange(syncBroker);
  const leave = useBrokerChange(disconnectBroker);
  const error = sync.error ?? leave.error;
  return (
    <li className="flex flex-col gap-2 py-3 text-sm first:pt-0">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div>
          <span className="font-medium">{title}</span> <span className="text-muted">into {account}</span>
          <p className="text-xs text-muted" role="status">
            {problem && status === 'waiting' ? 'Will be tried again' : STATES[status]}
            <Times connection={connection} />
          </p>
        </div>
        <span className="flex gap-1">
          <Button isBusy={sync.isPending || status === 'syncing'} onClick={() => sync.mutate(id)}>
            Sync now
          </Button>
          <Button look="quiet" onClick={() => setLeaving(!isLeaving)} aria-expanded={isLeaving}>
            Disconnect
          </Button>
        </span>
      </div>
      {problem && <Notice tone={status === 'blocked' ? 'bad' : 'warning'}>{problem.message}</Notice>}
      {isLeaving && (
        <div className="flex flex-col items-start gap-2 rounded-md border p-3">
          <p>The key is forgotten here and your trades stay. {guideOf(broker).end}</p>
          <Button look="danger" isBusy={leave.isPending} onClick={() => leave.mutate(id)}>
            Disconnect {title}
          </Button>
        </div>
      )}
      {error && <Notice tone="bad">{error.message}</Notice>}
      {connection.balances && <BalanceList balances={connection.balances} />}
    </li>
  );
}

function Times({ connection: { lastSyncedAt, nextSyncAt } }: { connection: BrokerConnectionDto }) {
  const zone = useZone();
  return (
    <>
      {lastSyncedAt && <> · read {formatTime(lastSyncedAt, zone)}</>}
      {nextSyncAt && <> · next {formatTime(nextSyncAt, zone)}</>}
    </>
  );
}
