import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { TradingAccountDto } from '@twin/shared/dto/account';
import { afterEach, expect, it, vi } from 'vitest';
import { AccountsPanel } from '../src/features/settings/AccountsPanel.tsx';
import { failure, forgetCookies, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS } from './samples.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  forgetCookies();
});

const ACCOUNT: TradingAccountDto = {
  ...{ id: 'a1', name: 'Kraken', timeZone: null, createdAt: '2025-01-01T00:00:00.000Z' },
  ...{ looksAutomated: false, tradedBy: null },
};

function openPanel(answer: { status: number; body?: unknown }) {
  let items = [ACCOUNT];
  const calls = serve({
    'GET /v1/auth/session': () => ({ body: SESSION }),
    'GET /v1/settings': () => ({ body: SETTINGS }),
    'GET /v1/accounts': () => ({ body: { items, nextCursor: null } }),
    'DELETE /v1/accounts/a1': () => {
      if (answer.status === 204) items = [];
      return answer;
    },
  });
  renderScreen(<AccountsPanel />, '/settings');
  return { calls, user: userEvent.setup() };
}

it('a trading account is deleted only after the question, which says what goes with it', async () => {
  const { calls, user } = openPanel({ status: 204 });
  await user.click(await screen.findByRole('button', { name: 'Delete Kraken' }));
  expect(screen.getByText(/No trade goes with it/)).toBeTruthy();
  expect(calls.some(({ method }) => method === 'DELETE')).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Delete the account' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Delete Kraken' })).toBeNull());
});

it('a trading account that holds trades stays, with the words of the server', async () => {
  const { user } = openPanel({ status: 409, body: failure('ACCOUNT_NOT_EMPTY') });
  await user.click(await screen.findByRole('button', { name: 'Delete Kraken' }));
  await user.click(screen.getByRole('button', { name: 'Delete the account' }));
  expect(await screen.findByText('Words for ACCOUNT_NOT_EMPTY.')).toBeTruthy();
});
