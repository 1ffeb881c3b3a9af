import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SignInScreen } from '../src/features/auth/SignInScreen.tsx';
import { type FakeRoute, failure, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS } from './samples.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const OPTIONS = { canRegister: true, isFirstRun: false, hasDemo: true };

function openDoor(options: typeof OPTIONS, routes: Record<string, FakeRoute>, address = '/sign-in') {
  const calls = serve({
    'GET /v1/auth/options': () => ({ body: options }),
    'GET /v1/auth/session': () => ({ body: SESSION }),
    ...routes,
  });
  renderScreen(<SignInScreen />, address);
  return { calls, user: userEvent.setup() };
}

describe('the door', () => {
  it('offers to create the account on the first run, and says which field is wrong before sending', async () => {
    const { calls, user } = openDoor({ ...OPTIONS, isFirstRun: true }, {});
    await screen.findByRole('heading', { name: /Create your account/ });
    await user.type(screen.getByLabelText('E-mail'), 'ada');
    await user.type(screen.getByLabelText('Password'), 'short');
    await user.click(screen.getByRole('button', { name: 'Create account' }));
    expect(screen.getByText('This is no e-mail address.')).toBeTruthy();
    expect(screen.getByText(/at least 12 characters/)).toBeTruthy();
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('keeps the zone of the browser for a new account', async () => {
    const { calls, user } = openDoor(
      { ...OPTIONS, isFirstRun: true },
      {
        'POST /v1/auth/register': () => ({ status: 201, body: { user: SESSION.user } }),
        'PATCH /v1/settings': () => ({ body: SETTINGS }),
      },
    );
    await user.type(await screen.findByLabelText('E-mail'), 'ada@example.com');
    await user.type(screen.getByLabelText('Password'), 'a long enough sentence');
    await user.click(screen.getByRole('button', { name: 'Create account' }));
    await waitFor(() => expect(window.location.pathname).toBe('/'));
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    expect(calls.find(({ method }) => method === 'PATCH')?.body).toEqual({ timeZone });
  });

  it('shows the words of the server when signing in fails, and keeps what was typed', async () => {
    const { user } = openDoor(OPTIONS, {
      'POST /v1/auth/login': () => ({ status: 401, body: failure('LOGIN_FAILED') }),
    });
    await user.type(await screen.findByLabelText('E-mail'), 'ada@example.com');
    await user.type(screen.getByLabelText('Password'), 'wrong');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Words for LOGIN_FAILED.');
    expect(screen.getByLabelText('E-mail')).toHaveProperty('value', 'ada@example.com');
  });

  it('opens the demo in one click and returns to where one wanted to go', async () => {
    const { user } = openDoor(
      OPTIONS,
      { 'POST /v1/auth/demo': () => ({ status: 201, body: SESSION }) },
      '/sign-in?next=%2Ftrades%3Fsymbol%3DBTC-USD',
    );
    await user.click(await screen.findByRole('button', { name: 'Try the demo' }));
    await waitFor(() =>
      expect(window.location.pathname + window.location.search).toBe('/trades?symbol=BTC-USD'),
    );
  });

  it('waits for a demo that is still being prepared, within the same click', async () => {
    let asked = 0;
    const { user } = openDoor(OPTIONS, {
      'POST /v1/auth/demo': () => {
        asked += 1;
        return asked === 1
          ? { status: 503, body: failure('DEMO_NOT_READY') }
          : { status: 201, body: SESSION };
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Try the demo' }));
    expect(await screen.findByRole('button', { name: 'The demo is being prepared…' })).toBeTruthy();
    await waitFor(() => expect(window.location.pathname).toBe('/'), { timeout: 5000 });
    expect(asked).toBe(2);
  });

  it('offers no registration where it is closed', async () => {
    openDoor({ ...OPTIONS, canRegister: false, hasDemo: false }, {}, '/sign-in?mode=register');
    await screen.findByRole('heading', { name: 'Sign in' });
    expect(screen.queryByRole('button', { name: 'Create one' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Try the demo' })).toBeNull();
  });
});
