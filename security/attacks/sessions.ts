import { Attacker, newPerson, PASSWORD } from '../Attacker.ts';
import { type Attack, refused, type Scene } from '../attack.ts';
import type { RunningApi } from '../target.ts';

/** Whether the cookie's token opens an account. */
async function opens(api: RunningApi, token: string): Promise<boolean> {
  const thief = new Attacker(api, '127.0.66.1');
  thief.cookies.set(thief.sessionCookie(), token);
  return (await thief.send('GET', '/v1/auth/session')).status === 200;
}

const tokenOf = (browser: Attacker) => browser.cookies.get(browser.sessionCookie()) ?? '';

async function sessionCookieOf(api: RunningApi): Promise<string> {
  const { email } = await newPerson(api);
  const browser = await new Attacker(api).visit();
  const { setCookies } = await browser.login(email, PASSWORD);
  return setCookies.find((cookie) => cookie.includes('session=')) ?? '';
}

async function expire({ target }: Scene, column: string, userId: string): Promise<void> {
  await target.query(`UPDATE "Session" SET "${column}" = now() - interval '1 second' WHERE "userId" = $1`, [
    userId,
  ]);
}

/** Stealing, keeping and making up sessions. */
export const sessionAttacks: Attack[] = [
  {
    name: 'plants a session of one’s own in a browser and waits for the login',
    defence: 'the session of before ends at login',
    run: async ({ api }) => {
      const [planted, victim] = [await newPerson(api), await newPerson(api)];
      const browser = new Attacker(api);
      browser.cookies.set(browser.sessionCookie(), tokenOf(planted.browser));
      await browser.visit();
      await browser.login(victim.email, PASSWORD);
      refused(!(await opens(api, tokenOf(planted.browser))), 'the planted session lives on');
    },
  },
  {
    name: 'forges a JSON web token without a signature (alg none)',
    defence: 'tokens are looked up, never believed',
    run: async ({ api }) => {
      const { id } = await newPerson(api);
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const token = `${part({ alg: 'none' })}.${part({ sub: id })}.x`;
      const thief = new Attacker(api);
      thief.cookies.set('twin_session', token);
      refused((await thief.send('GET', '/v1/settings')).status === 401, 'the token was believed');
    },
  },
  {
    name: 'signs in with the token hash from a copy of the database',
    defence: 'only hashes of tokens are stored',
    run: async ({ api, target }) => {
      const { id } = await newPerson(api);
      const [row] = await target.query('SELECT "tokenHash" FROM "Session" WHERE "userId" = $1', [id]);
      const copied = Buffer.from(row?.['tokenHash'] as Buffer).toString('base64url');
      refused(!(await opens(api, copied)), 'the stored hash opens the account');
    },
  },
  {
    name: 'uses a stolen session after its last day',
    defence: 'sessions end in time',
    run: async (scene) => {
      const { browser, id } = await newPerson(scene.api);
      await expire(scene, 'expiresAt', id);
      refused(!(await opens(scene.api, tokenOf(browser))), 'an ended session opens the account');
    },
  },
  {
    name: 'uses a session that nobody has used for a week',
    defence: 'idle sessions end',
    run: async (scene) => {
      const { browser, id } = await newPerson(scene.api);
      await expire(scene, 'idleExpiresAt', id);
      refused(!(await opens(scene.api, tokenOf(browser))), 'an idle session opens the account');
    },
  },
  {
    name: 'uses a stolen session after its owner has signed out',
    defence: 'signing out ends the session',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const token = tokenOf(browser);
      await browser.send('POST', '/v1/auth/logout');
      refused(!(await opens(api, token)), 'the session survived');
    },
  },
  {
    name: 'uses a stolen session after its owner has revoked the device',
    defence: 'a revoked device is out',
    run: async ({ api }) => {
      const { browser, email } = await newPerson(api);
      const stolen = await new Attacker(api).visit();
      await stolen.login(email, PASSWORD);
      const { items } = JSON.parse((await browser.send('GET', '/v1/sessions')).body);
      const other = items.find((item: { isCurrent: boolean }) => !item.isCurrent).id;
      await browser.send('DELETE', `/v1/sessions/${other}`);
      refused(!(await opens(api, tokenOf(stolen))), 'the device is still signed in');
    },
  },
  {
    name: 'uses a stolen session after its owner has changed the password',
    defence: 'a new password signs all others out',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const token = tokenOf(browser);
      const body = { currentPassword: PASSWORD, newPassword: 'a quiet river under old stones' };
      await browser.send('POST', '/v1/auth/password', { body });
      refused(!(await opens(api, token)), 'the session survived');
    },
  },
  {
    name: 'reads the session cookie by a script',
    defence: 'scripts cannot read the session',
    run: async ({ api }) => refused(/; HttpOnly/i.test(await sessionCookieOf(api)), 'it is not HttpOnly'),
  },
  {
    name: 'has another site’s form send the session along',
    defence: 'other sites send no session',
    run: async ({ api }) =>
      refused(/; SameSite=(Lax|Strict)/i.test(await sessionCookieOf(api)), 'it is not SameSite'),
  },
  {
    name: 'listens for the session on plain http',
    defence: 'the session travels on https only',
    run: async ({ https }) =>
      refused(/; Secure/i.test(await sessionCookieOf(await https())), 'it is not Secure'),
  },
  {
    name: 'sets a session from a sister domain',
    defence: 'the session belongs to one host',
    run: async ({ https }) =>
      refused((await sessionCookieOf(await https())).startsWith('__Host-'), 'it has no __Host- prefix'),
  },
];
