'use client';
import type { BrokerOffer } from '@twin/shared/dto/broker';
import { useState } from 'react';
import { useUrlState } from '../../stores/urlState.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ErrorState, Notice } from '../../ui/states.tsx';
import { ConnectForm } from './ConnectForm.tsx';
import { ConnectionRow } from './ConnectionRow.tsx';
import { useBrokers } from './useBrokers.ts';

/** Brokers whose fills come by themselves. */
export function BrokersPanel() {
  const brokers = useBrokers();
  return (
    <Panel
      title="Brokers"
      note="Connect once, and your fills come by themselves. We read trades and balances; a key that may do more is refused."
    >
      <div className="flex flex-col gap-4">
        <ComeBack />
        {brokers.isError && <ErrorState error={brokers.error} onRetry={() => void brokers.refetch()} />}
        {brokers.data && brokers.data.items.length > 0 && (
          <ul className="flex flex-col divide-y">
            {brokers.data.items.map((connection) => (
              <ConnectionRow
                key={connection.id}
                connection={connection}
                title={titleOf(connection.broker, brokers.data.offers)}
              />
            ))}
          </ul>
        )}
        {brokers.data && <Offers offers={brokers.data.offers} />}
      </div>
    </Panel>
  );
}

function titleOf(broker: string, offers: readonly BrokerOffer[]): string {
  return offers.find((offer) => offer.broker === broker)?.title ?? broker;
}

function Offers({ offers }: { offers: readonly BrokerOffer[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const offer = offers.find(({ broker }) => broker === chosen);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        {offers.map(({ broker, title }) => (
          <Button
            key={broker}
            aria-expanded={broker === chosen}
            onClick={() => setChosen(broker === chosen ? null : broker)}
          >
            Connect {title}
          </Button>
        ))}
      </div>
      {offer && <ConnectForm key={offer.broker} offer={offer} onDone={() => setChosen(null)} />}
    </div>
  );
}

/** How a sign-in at the broker ended; the address says it once. */
function ComeBack() {
  const url = useUrlState();
  const problem = url.get('brokerProblem');
  if (problem) {
    const isGone = problem === 'BROKER_INTENT_GONE';
    return (
      <Notice tone="bad">
        {isGone
          ? 'The sign-in took too long or was used already. Start again below.'
          : 'The broker did not connect, or it would have allowed more than reading. Start again below.'}
      </Notice>
    );
  }
  return url.get('broker') ? <Notice>Connected. Your fills are on their way.</Notice> : null;
}
