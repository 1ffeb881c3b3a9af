import { Attacker, newPerson } from '../Attacker.ts';
import { type Attack, refused } from '../attack.ts';
import type { DefenceName } from '../defences.ts';
import type { RunningApi } from '../target.ts';

const PAGES = ['/', '/sign-in', '/trades', '/settings', '/no-such-page'];
const CALLS = ['/v1/auth/session', '/v1/auth/options', '/openapi.json', '/healthz', '/v1/no-such-call'];

async function headersOf(api: RunningApi, paths: readonly string[]) {
  const reader = new Attacker(api, '127.0.40.1');
  return Promise.all(
    paths.map(async (path) => ({ path, headers: (await reader.send('GET', path)).headers })),
  );
}

/** An attack that succeeds where an answer lacks a header of this form. */
function header(
  name: string,
  defence: DefenceName,
  header: string,
  form: RegExp,
  paths: readonly string[] = [...PAGES, ...CALLS],
): Attack {
  return {
    name,
    defence,
    run: async ({ api, https }) => {
      const asked = header === 'strict-transport-security' ? await https() : api;
      const bare = (await headersOf(asked, paths)).filter(
        ({ headers }) => !form.test(String(headers[header])),
      );
      refused(bare.length === 0, `${header} is missing at ${bare.map(({ path }) => path).join(', ')}`);
    },
  };
}

/** What browsers are told, and what answers give away. */
export const pageAttacks: Attack[] = [
  header(
    'runs an inline or foreign script in a page',
    'pages run no foreign script',
    'content-security-policy',
    /script-src 'self'( 'sha256-[\w+/=]+')*(;|$)/,
    PAGES,
  ),
  header(
    'injects a style into a page',
    'pages take no foreign style',
    'content-security-policy',
    /style-src 'self'(;|$)/,
    PAGES,
  ),
  header(
    'has an answer of the API rendered as a page',
    'answers are no pages',
    'content-security-policy',
    /default-src 'none'.*frame-ancestors 'none'/,
    CALLS,
  ),
  header('frames a page under another (click-jacking)', 'nobody frames us', 'x-frame-options', /^DENY$/),
  header(
    'has a text taken for a script (sniffing)',
    'types are not guessed',
    'x-content-type-options',
    /^nosniff$/,
  ),
  header(
    'reads addresses from the Referer',
    'addresses are not passed on',
    'referrer-policy',
    /^no-referrer$/,
  ),
  header(
    'keeps a handle on our window',
    'other windows are apart',
    'cross-origin-opener-policy',
    /^same-origin$/,
  ),
  header(
    'embeds answers in another site (Spectre)',
    'other sites embed nothing',
    'cross-origin-resource-policy',
    /^same-origin$/,
  ),
  header(
    'asks for the camera from an injected frame',
    'pages ask for no device',
    'permissions-policy',
    /camera=\(\)/,
  ),
  header('strips https on the way', 'https stays https', 'strict-transport-security', /max-age=[3-9]\d{7}/),
  header('reads answers from a shared cache', 'answers are not kept', 'cache-control', /no-store/, [
    '/v1/auth/session',
    '/v1/auth/options',
    '/v1/no-such-call',
  ]),
  {
    name: 'reads paths and versions from a failure',
    defence: 'failures tell nothing',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const headers = { 'content-type': 'application/json' };
      const { body } = await browser.send('POST', '/v1/accounts', { body: '{', headers });
      refused(!/node_modules|\.js:\d+|\bat \w+/.test(body), body.slice(0, 200));
    },
  },
  {
    name: 'reads files of the server by paths that climb',
    defence: 'only known files are served',
    run: async ({ api }) => {
      const reader = new Attacker(api);
      for (const path of [
        '/../../../package.json',
        '/..%2f..%2f..%2fpackage.json',
        '/%2e%2e/%2e%2e/%2e%2e/package.json',
        '/_next/../../../../package.json',
      ]) {
        const { body } = await reader.send('GET', path);
        refused(!body.includes('trading-twin"') && !body.includes('"workspaces"'), `${path} was read`);
      }
    },
  },
  {
    name: 'sends people elsewhere by a redirect of ours (open redirect)',
    defence: 'redirects stay here',
    run: async ({ api }) => {
      const reader = new Attacker(api);
      for (const path of ['//evil.example/trades/', '/\\evil.example/trades/', '//evil.example//settings/']) {
        const { location } = (await reader.send('GET', path)).headers;
        refused(location === undefined || /^\/(?![/\\])/.test(location), `${path} leads to ${location}`);
      }
    },
  },
  {
    name: 'reads the figures of the server through a proxy',
    defence: 'figures are for this machine',
    run: async ({ api }) => {
      const headers = { 'x-forwarded-for': '203.0.113.7' };
      const { status } = await new Attacker(api).send('GET', '/metrics', { headers });
      refused(status === 404, `answered ${status}`);
    },
  },
];
