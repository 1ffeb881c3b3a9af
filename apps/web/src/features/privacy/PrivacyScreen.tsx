'use client';
import { Page, Panel } from '../../ui/Panel.tsx';
import { AuditPanel } from './AuditPanel.tsx';
import { DeletionPanel } from './DeletionPanel.tsx';
import { ExportPanel } from './ExportPanel.tsx';

const WORDS: readonly { title: string; text: string }[] = [
  {
    title: 'What is kept',
    text: 'Your e-mail address, your password as a hash that cannot be turned back, the trades and candles that you brought in, your rules and notes, and what was worked out from them: positions, patterns, messages, simulations.',
  },
  {
    title: 'Where',
    text: 'On this server alone. There is no tracking and no advertising, and nothing is sent anywhere unless you ask for it: a broker’s connection, prices from a market, an e-mail, a reflection worded by a language model.',
  },
  {
    title: 'Addresses and devices',
    text: 'Addresses as keyed hashes, which recognise one and cannot be read; of a device its kind, such as “Firefox on Linux”. The server’s log names calls by an internal id, never by trades, addresses or passwords.',
  },
  {
    title: 'Secrets',
    text: 'Access to brokers and second factors is sealed by a key of your own. Access is read-only: nothing here can trade.',
  },
  {
    title: 'Copies and leaving',
    text: 'A copy is yours alone: its link holds for an hour, and the file is removed after a day. Leaving ends our access at your brokers, and we name those where only you can end it.',
  },
  {
    title: 'Backups',
    text: 'A deleted account is gone from the database and the files at once. A backup that the owner of this server made before still holds it until that backup is thrown away; its secrets cannot be opened with a newer key.',
  },
];

export function PrivacyScreen() {
  return (
    <Page title="Your data">
      <Panel title="In plain words">
        <dl className="grid gap-3 text-sm md:grid-cols-[10rem_1fr]">
          {WORDS.map(({ title, text }) => (
            <div key={title} className="contents">
              <dt className="font-medium">{title}</dt>
              <dd className="text-muted">{text}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <ExportPanel />
      <DeletionPanel />
      <AuditPanel />
    </Page>
  );
}
