'use client';
import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { fetchDevices } from '../../lib/api/auth.ts';
import { keys } from '../../lib/api/keys.ts';
import { fetchSecondFactor } from '../../lib/api/secondFactor.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { BrokersPanel } from '../brokers/BrokersPanel.tsx';
import { useBrokers } from '../brokers/useBrokers.ts';
import { WordingPanel } from '../chat/WordingPanel.tsx';
import { MarketPanel } from '../market/MarketPanel.tsx';
import { useAccounts, useSettings } from '../shell/session.ts';
import { AboutPanel } from './AboutPanel.tsx';
import { AccountsPanel } from './AccountsPanel.tsx';
import { DevicesPanel } from './DevicesPanel.tsx';
import { DisplayPanel } from './DisplayPanel.tsx';
import { PasswordPanel } from './PasswordPanel.tsx';
import { PrivacyLink } from './PrivacyLink.tsx';
import { SecondFactorPanel } from './SecondFactorPanel.tsx';

export function SettingsScreen() {
  return <Page title="Settings">{useIsKnown() ? <Panels /> : <Waiting />}</Page>;
}

/** Whether every part is here: they appear together, since each is as long as what it lists. */
function useIsKnown(): boolean {
  const parts = [
    useSettings(),
    useAccounts(),
    useBrokers(),
    useQuery({ queryKey: keys.devices, queryFn: fetchDevices }),
    useQuery({ queryKey: keys.secondFactor, queryFn: fetchSecondFactor }),
  ];
  return parts.every(({ isPending }) => !isPending);
}

function Waiting() {
  return (
    <Panel>
      <Skeleton lines={6} />
    </Panel>
  );
}

function Panels() {
  return (
    <>
      <DisplayPanel />
      <AccountsPanel />
      <Suspense>
        <BrokersPanel />
      </Suspense>
      <MarketPanel />
      <WordingPanel />
      <DevicesPanel />
      <PasswordPanel />
      <SecondFactorPanel />
      <PrivacyLink />
      <AboutPanel />
    </>
  );
}
