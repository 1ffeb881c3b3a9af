import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ResetScreen } from '../src/features/auth/ResetScreen.tsx';
import { SignInScreen } from '../src/features/auth/SignInScreen.tsx';
import { DevicesPanel } from '../src/features/settings/DevicesPanel.tsx';
import { PasswordPanel } from '../src/features/settings/PasswordPanel.tsx';
import { SecondFactorPanel } from '../src/features/settings/SecondFactorPanel.tsx';
import { failure, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS } from './samples.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const SECRET = 'JBSWY3DPEHPK3PXP';

describe('signing in with a second factor', () => {
  it('asks for the code once the server wants one, and keeps what was typed', async () => {
    const calls = serve({
      'GET /v1/auth/options': () => ({ body: { canRegister: false, isFirstRun: false, hasDemo: false } }),
      'GET /v1/auth/session': () => ({ body: SESSION }),
      'POST /v1/auth/login': ({ body }) =>
        (body as { code?: string }).code === '123456'
          ? { body: SESSION }
          : { status: 401, body: failure('SECOND_FACTOR_REQUIRED') },
    });
    renderScreen(<SignInScreen />, '/sign-in');
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText('E-mail'), 'ada@example.com');
    await user.type(screen.getByLabelText('Password'), 'a long enough sentence');
    expect(screen.queryByLabelText('Code')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await user.type(await screen.findByLabelText('Code'), ' 123456 ');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(window.location.pathname).toBe('/'));
    const sent = calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
    const typed = { email: 'ada@example.com', password: 'a long enough sentence' };
    expect(sent).toEqual([typed, { ...typed, code: '123456' }]);
  });
});

describe('a forgotten password', () => {
  it('is answered alike for every address', async () => {
    serve({
      'GET /v1/auth/options': () => ({ body: { canRegister: false, isFirstRun: false, hasDemo: false } }),
      'POST /v1/auth/reset': () => ({ status: 204 }),
    });
    renderScreen(<SignInScreen />, '/sign-in?mode=forgotten');
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText('E-mail'), 'nobody@example.com');
    await user.click(screen.getByRole('button', { name: 'Send the e-mail' }));
    expect((await screen.findByText(/If there is an account/)).textContent).toContain('folder “mail”');
  });

  it('is replaced by the token behind the #, and a short one is refused before it is sent', async () => {
    const calls = serve({ 'POST /v1/auth/reset/confirm': () => ({ status: 204 }) });
    renderScreen(<ResetScreen />, '/reset#the-token-of-the-letter');
    const user = userEvent.setup();
    await user.type(screen.getByLabelText('New password'), 'short');
    await user.click(screen.getByRole('button', { name: 'Change the password' }));
    expect(screen.getByText(/at least 12 characters/)).toBeTruthy();
    expect(calls).toEqual([]);
    await user.type(screen.getByLabelText('New password'), ' but then quite long');
    await user.click(screen.getByRole('button', { name: 'Change the password' }));
    await screen.findByText('The password is changed, and every device is signed out.');
    expect(calls.at(-1)?.body).toEqual({
      token: 'the-token-of-the-letter',
      password: 'short but then quite long',
    });
    expect(screen.queryByRole('button', { name: 'Change the password' })).toBeNull();
  });

  it('says so when the link was used', async () => {
    serve({ 'POST /v1/auth/reset/confirm': () => ({ status: 422, body: failure('RESET_EXPIRED') }) });
    renderScreen(<ResetScreen />, '/reset#used');
    const user = userEvent.setup();
    await user.type(screen.getByLabelText('New password'), 'a long enough sentence');
    await user.click(screen.getByRole('button', { name: 'Change the password' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Words for RESET_EXPIRED.');
  });
});

describe('the panel of the second factor', () => {
  it('turns it on by password and code, and shows the recovery codes until they are kept', async () => {
    let isOn = false;
    const codes = ['AAAA-1111', 'BBBB-2222'];
    const calls = serve({
      'GET /v1/auth/totp': () => ({ body: { isOn, recoveryCodesLeft: isOn ? codes.length : 0 } }),
      'POST /v1/auth/totp': () => ({ body: { secret: SECRET, uri: `otpauth://totp/x?secret=${SECRET}` } }),
      'POST /v1/auth/totp/confirm': () => {
        isOn = true;
        return { body: { recoveryCodes: codes } };
      },
    });
    renderScreen(<SecondFactorPanel />, '/settings');
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText('Your password'), 'a long enough sentence');
    await user.click(screen.getByRole('button', { name: 'Turn it on' }));
    expect(await screen.findByText(SECRET)).toBeTruthy();
    expect(screen.getByRole('img', { name: 'QR code for the authenticator app' })).toBeTruthy();
    await user.type(screen.getByLabelText('Code that the app shows'), '123456');
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    for (const code of codes) expect(await screen.findByText(code)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'I have kept them' }));
    expect(await screen.findByText(/2 recovery codes are left/)).toBeTruthy();
    expect(screen.queryByText('AAAA-1111')).toBeNull();
    const sent = calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(sent).toEqual([{ password: 'a long enough sentence' }, { code: '123456' }]);
  });

  it('is turned off by password and code only', async () => {
    let isOn = true;
    const calls = serve({
      'GET /v1/auth/totp': () => ({ body: { isOn, recoveryCodesLeft: 1 } }),
      'DELETE /v1/auth/totp': () => {
        isOn = false;
        return { status: 204 };
      },
    });
    renderScreen(<SecondFactorPanel />, '/settings');
    const user = userEvent.setup();
    expect(await screen.findByText(/One recovery code is left/)).toBeTruthy();
    await user.type(screen.getByLabelText('Your password'), 'a long enough sentence');
    await user.type(screen.getByLabelText('Code'), '654321');
    await user.click(screen.getByRole('button', { name: 'Turn it off' }));
    await screen.findByRole('button', { name: 'Turn it on' });
    expect(calls.find(({ method }) => method === 'DELETE')?.body).toEqual({
      password: 'a long enough sentence',
      code: '654321',
    });
  });
});

describe('the panels of sessions and password', () => {
  it('sign another device out, and leave the own one alone', async () => {
    const device = { createdAt: SESSION.user.createdAt, lastSeenAt: SESSION.user.createdAt };
    let items = [
      { ...device, id: 'own', expiresAt: SESSION.expiresAt, device: null, isCurrent: true },
      {
        ...{ ...device, id: 'phone', expiresAt: SESSION.expiresAt, isCurrent: false },
        device: 'Firefox on Android',
      },
    ];
    const calls = serve({
      'GET /v1/auth/session': () => ({ body: SESSION }),
      'GET /v1/settings': () => ({ body: SETTINGS }),
      'GET /v1/sessions': () => ({ body: { items, nextCursor: null } }),
      'DELETE /v1/sessions/phone': () => {
        items = items.filter(({ id }) => id === 'own');
        return { status: 204 };
      },
    });
    renderScreen(<DevicesPanel />, '/settings');
    const row = (await screen.findByText('Firefox on Android')).closest('li');
    await userEvent.setup().click(within(row as HTMLElement).getByRole('button', { name: 'Sign out there' }));
    await waitFor(() => expect(screen.queryByText('Firefox on Android')).toBeNull());
    expect(screen.getByText('this one')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Sign out there' })).toBeNull();
    expect(calls.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  it('show the words of the server when the password now is wrong', async () => {
    serve({ 'POST /v1/auth/password': () => ({ status: 403, body: failure('PASSWORD_WRONG') }) });
    renderScreen(<PasswordPanel />, '/settings');
    const user = userEvent.setup();
    await user.type(screen.getByLabelText('Password now'), 'not it');
    await user.type(screen.getByLabelText('New password'), 'a long enough sentence');
    await user.click(screen.getByRole('button', { name: 'Change the password' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Words for PASSWORD_WRONG.');
    expect(screen.queryByText('The password is changed.')).toBeNull();
  });
});
