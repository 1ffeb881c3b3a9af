import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PrivacyScreen } from '../src/features/privacy/PrivacyScreen.tsx';
import { type FakeRoute, failure, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS } from './samples.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const PATIENT = { timeout: 10_000 };
const AT = '2026-03-01T12:00:00Z';
const LINK = '/v1/privacy/exports/e1/download?link=1.x';

function openPage(routes: Record<string, FakeRoute> = {}) {
  const calls = serve({
    'GET /v1/auth/session': () => ({ body: SESSION }),
    'GET /v1/settings': () => ({ body: SETTINGS }),
    'GET /v1/auth/totp': () => ({ body: { isOn: false, recoveryCodesLeft: 0 } }),
    'GET /v1/audit': () => ({ body: { items: [], nextCursor: null } }),
    ...routes,
  });
  renderScreen(<PrivacyScreen />, '/privacy');
  return { calls, user: userEvent.setup() };
}

function exportAt(change: object) {
  const lines = { done: 0, total: null };
  const open = { bytes: null, lines, download: null, expiresAt: null, error: null, finishedAt: null };
  return { body: { id: 'e1', status: 'queued', ...open, createdAt: AT, ...change } };
}

describe('the page of one’s data', () => {
  it('says in plain words what is kept and where, and what was done with the account', async () => {
    openPage({
      'GET /v1/audit': ({ query }) =>
        query.get('cursor') === null
          ? {
              body: {
                items: [{ id: '2', action: 'session.opened', meta: {}, createdAt: AT }],
                nextCursor: 'c',
              },
            }
          : {
              body: {
                items: [{ id: '1', action: 'user.registered', meta: {}, createdAt: AT }],
                nextCursor: null,
              },
            },
    });
    for (const title of ['What is kept', 'Where', 'Secrets', 'Backups']) screen.getByText(title);
    expect(await screen.findByText('Signed in')).toBeTruthy();
    await userEvent.setup().click(screen.getByRole('button', { name: 'Older' }));
    expect(await screen.findByText('Account created')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Older' })).toBeNull();
    expect(screen.getByText(/old lines go when the time is over/)).toBeTruthy();
    expect(screen.queryByText(/change or remove/)).toBeNull();
  });

  it('shows how far a copy is, and then its link and until when it is kept', async () => {
    let made = exportAt({});
    const { user } = openPage({
      'POST /v1/privacy/exports': () => ({ status: 202, body: { exportId: 'e1' } }),
      'GET /v1/privacy/exports/e1': () => made,
    });
    await user.click(screen.getByRole('button', { name: 'Make a copy' }));
    const bar = await screen.findByRole('progressbar', { name: 'Your copy is being made.' }, PATIENT);
    expect(bar.hasAttribute('value')).toBe(false);
    made = exportAt({ status: 'running', lines: { done: 50, total: 200 } });
    const figures = () => [bar.getAttribute('value'), bar.getAttribute('max')];
    await waitFor(() => expect(figures()).toEqual(['50', '200']), PATIENT);
    made = exportAt({
      ...{ status: 'done', lines: { done: 200, total: 200 }, bytes: 40_960, download: LINK },
      ...{ finishedAt: AT, expiresAt: '2026-03-02T12:00:00Z' },
    });
    const link = await screen.findByRole('link', { name: 'Download the copy (40 kB)' }, PATIENT);
    expect(link.getAttribute('href')).toBe(LINK);
    expect(screen.getByText(/^kept until/)).toBeTruthy();
    expect(screen.queryByRole('progressbar')).toBeNull();
  });

  it('says why a copy failed', async () => {
    const error = { code: 'INTERNAL', message: 'It went wrong.' };
    const { user } = openPage({
      'POST /v1/privacy/exports': () => ({ status: 202, body: { exportId: 'e1' } }),
      'GET /v1/privacy/exports/e1': () => exportAt({ status: 'failed', error, finishedAt: AT }),
    });
    await user.click(screen.getByRole('button', { name: 'Make a copy' }));
    expect((await screen.findByRole('alert')).textContent).toBe('It went wrong.');
  });
});

describe('leaving', () => {
  const askToLeave = async (user: ReturnType<typeof userEvent.setup>) => {
    await user.click(screen.getByRole('button', { name: 'Delete my account' }));
    await user.type(await screen.findByLabelText('Your password'), 'a long enough sentence');
    await user.click(screen.getByRole('button', { name: 'Delete it for good' }));
  };

  it('asks for the password, and for the code where there is a second factor', async () => {
    const { calls, user } = openPage({
      'GET /v1/auth/totp': () => ({ body: { isOn: true, recoveryCodesLeft: 8 } }),
      'POST /v1/privacy/delete': () => ({ body: { endYourself: [] } }),
    });
    await user.click(screen.getByRole('button', { name: 'Delete my account' }));
    await user.type(await screen.findByLabelText('Code'), '123456');
    await user.type(screen.getByLabelText('Your password'), 'a long enough sentence');
    await user.click(screen.getByRole('button', { name: 'Delete it for good' }));
    await waitFor(() => expect(calls.some(({ path }) => path === '/v1/privacy/delete')).toBe(true));
    expect(calls.find(({ path }) => path === '/v1/privacy/delete')?.body).toEqual({
      password: 'a long enough sentence',
      code: '123456',
    });
  });

  it('stays possible after a wrong password, with the words of the server', async () => {
    const { user } = openPage({
      'POST /v1/privacy/delete': () => ({ status: 403, body: failure('PASSWORD_WRONG') }),
    });
    await askToLeave(user);
    expect((await screen.findByRole('alert')).textContent).toBe('Words for PASSWORD_WRONG.');
    expect(screen.getByRole('button', { name: 'Delete it for good' })).toBeTruthy();
  });

  it('names the brokers at which the person has to end access', async () => {
    const { user } = openPage({
      'POST /v1/privacy/delete': () => ({ body: { endYourself: ['Coinbase', 'Binance'] } }),
    });
    await askToLeave(user);
    expect(await screen.findByText(/Our copy of your access to Coinbase and Binance is gone/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Done' }));
  });
});
