import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { DigestDto } from '@twin/shared/dto/digest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DigestCard } from '../src/features/digest/DigestCard.tsx';
import { DigestScreen } from '../src/features/digest/DigestScreen.tsx';
import { UnsubscribeScreen } from '../src/features/digest/UnsubscribeScreen.tsx';
import { sampleSummary } from './dashboardSamples.ts';
import { type FakeRoute, failure, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS } from './samples.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const PARTS: DigestDto['parts'] = [
  { kind: 'facts', text: 'From 6 Jan 2025 to 12 Jan 2025 you took 34 decisions.' },
  { kind: 'well', text: 'What went well: 31 decisions without a tag of any pattern.' },
  { kind: 'pattern', text: 'The pattern “quick re-entry”: 3 tagged decisions.' },
  { kind: 'example', text: '7 Jan 2025, 23:05: you sold ETH-USD.' },
  { kind: 'example', text: '9 Jan 2025, 09:30: you sold ETH-USD.' },
  { kind: 'question', text: 'Which rule did this entry follow?' },
  { kind: 'plan', text: 'A plan to accept or edit: “If I close a loss, then I note the reason.”' },
  { kind: 'limits', text: 'Based on 34 decisions.' },
];

function digestOf(change: Partial<DigestDto> = {}): DigestDto {
  return {
    id: 'digest-1',
    periodStart: '2025-01-06T00:00:00.000Z',
    periodEnd: '2025-01-13T00:00:00.000Z',
    timeZone: 'UTC',
    revision: 1,
    parts: PARTS,
    text: PARTS.map(({ text }) => text).join('\n'),
    facts: {},
    label: 'revenge_trade',
    ruleKind: 'cooldown_after_loss',
    changes: [],
    inputHash: 'a'.repeat(64),
    engineVersion: '1',
    modelVersion: '1',
    createdAt: '2025-01-13T07:00:00.000Z',
    ...change,
  };
}

function openDigests(
  items: readonly DigestDto[],
  address = '/digest',
  routes: Record<string, FakeRoute> = {},
) {
  const calls = serve({
    'GET /v1/auth/session': () => ({ body: SESSION }),
    'GET /v1/settings': () => ({ body: SETTINGS }),
    'GET /v1/digests': () => ({ body: { items, nextCursor: null } }),
    ...routes,
  });
  renderScreen(<DigestScreen />, address);
  return { calls, user: userEvent.setup() };
}

describe('a digest on the page', () => {
  it('keeps the order in which it was written, every part once', async () => {
    openDigests([digestOf()]);
    const article = within(await screen.findByRole('article'));
    const headings = article.getAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent);
    expect(headings).toEqual([
      'The week',
      'What went well',
      'A pattern',
      'For example',
      'A question',
      'A plan',
      'How far this goes',
    ]);
    for (const { text } of PARTS.filter(({ kind }) => kind !== 'well' && kind !== 'plan'))
      expect(article.getByText(text)).toBeTruthy();
  });

  it('shows what a revision has changed, and the week that the address names', async () => {
    const changes = [{ what: 'Decisions', before: '33 decisions', after: '34 decisions' }];
    const older = digestOf({
      id: 'digest-0',
      periodStart: '2024-12-30T00:00:00.000Z',
      periodEnd: '2025-01-06T00:00:00.000Z',
      revision: 2,
      changes,
    });
    openDigests([digestOf(), older], '/digest?id=digest-0');
    expect(await screen.findByRole('region', { name: 'Week of 2024-12-30 – 2025-01-05' })).toBeTruthy();
    const table = within(screen.getByRole('table', { name: 'What has changed' }));
    expect(table.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual([
      'Decisions',
      '33 decisions',
      '34 decisions',
    ]);
    const archive = within(screen.getByRole('region', { name: 'Weeks' }));
    expect(archive.getAllByRole('link')).toHaveLength(2);
  });

  it('was written again after a late trade only where something in it has changed', async () => {
    openDigests([digestOf({ revision: 2 })]);
    expect(await screen.findByText('Days in UTC. Revision 2, as scores or candles changed')).toBeTruthy();
    cleanup();
    const changes = [{ what: 'Decisions', before: '33 decisions', after: '34 decisions' }];
    openDigests([digestOf({ revision: 2, changes })]);
    expect(await screen.findByText('Days in UTC. Revision 2, after a late trade')).toBeTruthy();
  });

  it('names the rule that its link opens, and has no link where none fits', async () => {
    openDigests([digestOf()]);
    const link = await screen.findByRole('link', {
      name: 'See what the rule “Pause after a loss” would have done',
    });
    expect(link.getAttribute('href')).toBe('/rules?pattern=revenge_trade');
    cleanup();
    openDigests([digestOf({ label: 'panic_sell', ruleKind: 'stop_required_by_mae' })]);
    await screen.findByRole('article');
    expect(screen.queryByRole('link', { name: /would have done/ })).toBeNull();
  });

  it('keeps a number and its percent sign together, and says which way its cost counts', async () => {
    const text = 'Cost over your whole history: 5.00 USD, 18 % of it.';
    const facts = { cost: { kind: 'money', value: '5', text: '5.00 USD' } };
    openDigests([digestOf({ parts: [{ kind: 'pattern', text }], facts })]);
    const pattern = await screen.findByRole('region', { name: 'A pattern' });
    expect(pattern.textContent).toContain('18\u00a0% of it');
    expect(pattern.textContent).toContain('A cost above zero is money lost.');
  });

  it('leads to the imports while there are no trades to write about', async () => {
    openDigests([], '/digest', {
      'GET /v1/account/summary': () => ({ body: sampleSummary({ trades: 0, byQuote: [], bySymbol: [] }) }),
    });
    const link = await screen.findByRole('link', { name: 'Import a file' });
    expect(link.getAttribute('href')).toBe('/imports');
    expect(screen.queryByRole('button', { name: /digest now/ })).toBeNull();
  });

  it('can be asked for before there is one, and says why there is none', async () => {
    const { user, calls } = openDigests([], '/digest', {
      'POST /v1/digests': () => ({
        status: 422,
        body: failure('DIGEST_EMPTY', [
          { path: 'periodEnd', message: 'No week is over', fix: 'Import your trades.' },
        ]),
      }),
    });
    await user.click(await screen.findByRole('button', { name: 'Write the newest week’s digest now' }));
    expect((await screen.findByRole('alert')).textContent).toBe('No week is over. Import your trades.');
    expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

it('mails are asked for on the page, and stopped by the link of a mail without signing in', async () => {
  const { user, calls } = openDigests([digestOf()], '/digest', {
    'PATCH /v1/settings': () => ({ body: { ...SETTINGS, mailDigest: true } }),
  });
  await user.click(await screen.findByRole('checkbox', { name: 'Also send it by mail' }));
  expect(calls.find(({ method }) => method === 'PATCH')?.body).toEqual({ mailDigest: true });
  cleanup();
  const stopped = serve({ 'POST /v1/digests/unsubscribe': () => ({ status: 204 }) });
  renderScreen(<UnsubscribeScreen />, '/unsubscribe?token=abc.def');
  await user.click(await screen.findByRole('button', { name: 'Stop the mails' }));
  expect(await screen.findByRole('heading', { name: 'No more digest mails' })).toBeTruthy();
  expect(stopped.find(({ method }) => method === 'POST')?.body).toEqual({ token: 'abc.def' });
});

it('the card of the last week asks its question only beside the entry that it is about, and is nothing without a digest', async () => {
  renderScreen(<DigestCard digest={undefined} />, '/');
  expect(screen.queryByRole('region')).toBeNull();
  cleanup();
  renderScreen(<DigestCard digest={digestOf()} />, '/');
  const card = within(await screen.findByRole('region', { name: 'Your last week' }));
  expect(card.getByRole('link', { name: 'Read the digest' }).getAttribute('href')).toBe('/digest');
  expect(card.queryByText(/A plan/)).toBeNull();
  expect(card.getByText('Which rule did this entry follow?')).toBeTruthy();
  expect(card.getByText('7 Jan 2025, 23:05: you sold ETH-USD.')).toBeTruthy();
  expect(card.queryByText(/9 Jan 2025, 09:30/)).toBeNull();
  cleanup();
  const parts = PARTS.filter(({ kind }) => kind !== 'example');
  renderScreen(<DigestCard digest={digestOf({ parts })} />, '/');
  await screen.findByRole('region', { name: 'Your last week' });
  expect(screen.queryByText('Which rule did this entry follow?')).toBeNull();
});
