import WebSocket from 'ws';
import { Attacker, codeOf, newPerson, PASSWORD, type Person } from '../Attacker.ts';
import { type Attack, refused, type Scene } from '../attack.ts';

const CHANGE = { body: { theme: 'dark' } };

/** Whether the person's settings were changed by the call. */
async function changes(
  { browser }: Person,
  headers: Record<string, string | null>,
  cookie?: string,
): Promise<boolean> {
  if (cookie !== undefined) browser.cookies.set('twin_csrf', cookie);
  return (await browser.send('PATCH', '/v1/settings', { ...CHANGE, headers })).status === 200;
}

/** How the upgrade ended: `open`, or the status that refused it. */
function upgrade({ api }: Scene, headers: Record<string, string>): Promise<string> {
  return new Promise((done) => {
    const socket = new WebSocket(`ws://127.0.0.1:${api.port}/v1/stream`, { headers });
    socket.once('open', () => {
      socket.terminate();
      done('open');
    });
    socket.once('unexpected-response', (_request, { statusCode }) => {
      done(String(statusCode));
      socket.terminate();
    });
    socket.once('error', () => done('error'));
  });
}

const cookiesOf = ({ browser }: Person) => [...browser.cookies].map((pair) => pair.join('=')).join('; ');

/** Acting in somebody's name from elsewhere. */
export const forgeryAttacks: Attack[] = [
  {
    name: 'posts a form of another site with the session and no token',
    defence: 'unsafe calls need a token',
    run: async ({ api }) =>
      refused(!(await changes(await newPerson(api), { 'x-csrf-token': null })), 'no token was needed'),
  },
  {
    name: 'sends neither Origin nor token, as an old browser would',
    defence: 'unsafe calls need a token',
    run: async ({ api }) => {
      const person = await newPerson(api);
      refused(!(await changes(person, { 'x-csrf-token': null, origin: null })), 'nothing was needed');
    },
  },
  {
    name: 'signs a victim in as oneself (login without a token)',
    defence: 'unsafe calls need a token',
    run: async ({ api }) => {
      const { email } = await newPerson(api);
      const body = { email, password: PASSWORD };
      const answer = await new Attacker(api).send('POST', '/v1/auth/login', { body });
      refused(codeOf(answer) === 'CSRF_MISMATCH', 'login needs no token');
    },
  },
  {
    name: 'uses the token of one’s own session in a victim’s browser',
    defence: 'the token is bound to the session',
    run: async ({ api }) => {
      const [own, victim] = [await newPerson(api), await newPerson(api)];
      const token = own.browser.cookies.get('twin_csrf') ?? '';
      refused(!(await changes(victim, { 'x-csrf-token': token }, token)), 'a foreign token fits');
    },
  },
  {
    name: 'plants a token made up of one’s own',
    defence: 'the token is bound to the session',
    run: async ({ api }) => {
      const token = `${'A'.repeat(22)}.${'A'.repeat(43)}`;
      const victim = await newPerson(api);
      refused(!(await changes(victim, { 'x-csrf-token': token }, token)), 'a made-up token fits');
    },
  },
  {
    name: 'calls from a page of another origin that has learnt the token',
    defence: 'unsafe calls come from our own pages',
    run: async ({ api }) =>
      refused(!(await changes(await newPerson(api), { origin: 'https://evil.example' })), 'Origin is free'),
  },
  {
    name: 'calls from a sandboxed frame (Origin: null)',
    defence: 'unsafe calls come from our own pages',
    run: async ({ api }) =>
      refused(!(await changes(await newPerson(api), { origin: 'null' })), 'a null origin passes'),
  },
  {
    name: 'calls from another site without Origin, which the browser marks as cross-site',
    defence: 'unsafe calls come from our own pages',
    run: async ({ api }) => {
      const headers = { origin: null, 'sec-fetch-site': 'cross-site' };
      refused(!(await changes(await newPerson(api), headers)), 'the mark is not read');
    },
  },
  {
    name: 'points a foreign name at this machine (DNS rebinding)',
    defence: 'foreign host names are refused',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const answer = await browser.send('GET', '/v1/settings', { headers: { host: 'rebound.example' } });
      refused(answer.status === 403, 'any host name is served');
    },
  },
  {
    name: 'opens the live stream from another origin',
    defence: 'sockets are opened by our own pages',
    run: async (scene) => {
      const cookie = cookiesOf(await newPerson(scene.api));
      const how = await upgrade(scene, { cookie, origin: 'https://evil.example' });
      refused(how === '403', `the upgrade ended with ${how}`);
    },
  },
  {
    name: 'opens the live stream without a session',
    defence: 'sockets need a session',
    run: async (scene) => {
      const how = await upgrade(scene, { origin: scene.api.origin });
      refused(how === '401', `the upgrade ended with ${how}`);
    },
  },
  {
    name: 'opens a hundred streams at once',
    defence: 'one person has few sockets',
    run: async ({ api }) => {
      const cookie = cookiesOf(await newPerson(api));
      const sockets = Array.from(
        { length: 100 },
        () =>
          new WebSocket(`ws://127.0.0.1:${api.port}/v1/stream`, { headers: { cookie, origin: api.origin } }),
      );
      const ends = await Promise.all(
        sockets.map(
          (socket) =>
            new Promise<boolean>((done) => {
              socket.once('open', () => setTimeout(() => done(socket.readyState === WebSocket.OPEN), 1_000));
              socket.once('unexpected-response', () => done(false));
              socket.once('error', () => done(false));
            }),
        ),
      );
      for (const socket of sockets) socket.terminate();
      const open = ends.filter((isOpen) => isOpen).length;
      refused(open <= 20, `${open} are open`);
    },
  },
];
