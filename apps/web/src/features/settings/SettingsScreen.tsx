'use client';
import { Suspense } from 'react';
import { Page } from '../../ui/Panel.tsx';
import { BrokersPanel } from '../brokers/BrokersPanel.tsx';
import { MarketPanel } from '../market/MarketPanel.tsx';
import { AboutPanel } from './AboutPanel.tsx';
import { AccountsPanel } from './AccountsPanel.tsx';
import { DevicesPanel } from './DevicesPanel.tsx';
import { DisplayPanel } from './DisplayPanel.tsx';
import { PasswordPanel } from './PasswordPanel.tsx';
import { PrivacyLink } from './PrivacyLink.tsx';
import { SecondFactorPanel } from './SecondFactorPanel.tsx';

export function SettingsScreen() {
  return (
    <Page title="Settings">
      <DisplayPanel />
      <AccountsPanel />
      <Suspense>
        <BrokersPanel />
      </Suspense>
      <MarketPanel />
      <DevicesPanel />
      <PasswordPanel />
      <SecondFactorPanel />
      <PrivacyLink />
      <AboutPanel />
    </Page>
  );
}
