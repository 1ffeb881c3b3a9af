'use client';
import { Page } from '../../ui/Panel.tsx';
import { AccountsPanel } from './AccountsPanel.tsx';
import { DevicesPanel } from './DevicesPanel.tsx';
import { DisplayPanel } from './DisplayPanel.tsx';

export function SettingsScreen() {
  return (
    <Page title="Settings">
      <DisplayPanel />
      <AccountsPanel />
      <DevicesPanel />
    </Page>
  );
}
