import { Attacker, newPerson, PASSWORD, type Person, until } from '../Attacker.ts';
import { type Attack, refused, type Scene } from '../attack.ts';

const START = '/v1/brokers/coinbase/oauth/start';
const EVIL = 'https://evil.example';

/** Begins a sign-in at the broker. @returns the address there that the browser is sent to */
async function begin({ browser }: Person, headers: Record<string, string> = {}): Promise<string> {
  const { location, ...rest } = (await browser.send('GET', START, { headers })).headers;
  if (location === undefined) throw new Error(`no sign-in was begun: ${JSON.stringify(rest)}`);
  return location;
}

/** Comes back from the broker. @returns where the browser is sent next */
async function comeBack({ browser }: { browser: Attacker }, { pathname, search }: URL): Promise<string> {
  return (await browser.send('GET', pathname + search)).headers.location ?? 'nowhere';
}

const isConnected = (location: string) => location.includes('broker=coinbase');

/** Someone whose sign-in was allowed at the broker. */
async function allowed({ api, outside }: Scene): Promise<{ person: Person; back: URL }> {
  const person = await newPerson(api);
  return { person, back: outside.allow(await begin(person)) };
}

/** Where brokers send people back to, and what we ask outside. */
export const outsideAttacks: Attack[] = [
  {
    name: 'adds an address of one’s own to the way back from a broker (open redirect)',
    defence: 'the way back from a broker is ours',
    run: async ({ api }) => {
      const person = await newPerson(api);
      for (const name of ['next', 'return_to', 'redirect_uri', 'url']) {
        const back = new URL(`/v1/brokers/coinbase/oauth/callback?state=x&code=y&${name}=${EVIL}`, EVIL);
        const location = await comeBack(person, back);
        refused(/^\/settings\?/.test(location), `${name} leads to ${location}`);
      }
    },
  },
  {
    name: 'has the broker send the code to another host (X-Forwarded-Host)',
    defence: 'brokers send people back to us alone',
    run: async ({ api }) => {
      const person = await newPerson(api);
      const headers = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
      const back = new URL(await begin(person, headers)).searchParams.get('redirect_uri') ?? '';
      refused(new URL(back).origin === api.origin, `the code goes to ${back}`);
    },
  },
  {
    name: 'puts the stolen code of somebody else into a sign-in of one’s own (no PKCE)',
    defence: 'a code is of use to its browser alone',
    run: async (scene) => {
      const [victim, own] = [await allowed(scene), await allowed(scene)];
      own.back.searchParams.set('code', victim.back.searchParams.get('code') ?? '');
      refused(!isConnected(await comeBack({ browser: own.person.browser }, own.back)), 'the code was taken');
    },
  },
  {
    name: 'exchanges a stolen code by what the address shows (PKCE downgraded to plain)',
    defence: 'the verifier is never shown',
    run: async ({ api, outside }) => {
      const address = await begin(await newPerson(api));
      const code = outside.allow(address).searchParams.get('code') ?? '';
      const shown = new URL(address).searchParams.get('code_challenge') ?? '';
      refused(!outside.gives(code, shown), 'the challenge is the verifier');
    },
  },
  {
    name: 'comes back from a broker twice with one state (replay)',
    defence: 'a state counts once',
    run: async (scene) => {
      const { person, back } = await allowed(scene);
      if (!isConnected(await comeBack(person, back))) throw new Error('the sign-in does not work');
      const fresh = scene.outside.allow(await begin(person)).searchParams.get('code') ?? '';
      back.searchParams.set('code', fresh);
      // A code of another sign-in has another verifier, so only the answer tells whether the state was taken.
      const location = await comeBack(person, back);
      refused(location.includes('BROKER_INTENT_GONE'), `it leads to ${location}`);
    },
  },
  {
    name: 'has a person finish in their browser what was begun in another (session-bound state)',
    defence: 'a sign-in ends where it began',
    run: async (scene) => {
      const { person, back } = await allowed(scene);
      const browser = await new Attacker(scene.api).visit();
      await browser.login(person.email, PASSWORD);
      refused(!isConnected(await comeBack({ browser }, back)), 'another session finished it');
    },
  },
  {
    name: 'finishes a sign-in at a broker that was begun an hour ago',
    defence: 'sign-ins at brokers end in time',
    run: async (scene) => {
      const { person, back } = await allowed(scene);
      await scene.target.query(
        `UPDATE "BrokerIntent" SET "expiresAt" = now() - interval '1 second' WHERE "userId" = $1`,
        [person.id],
      );
      refused(!isConnected(await comeBack(person, back)), 'it was finished');
    },
  },
  {
    name: 'has the broker send our server on to an address inside (SSRF by redirect)',
    defence: 'a broker leads nowhere else',
    run: async (scene) => {
      const { person, back } = await allowed(scene);
      const { outside } = scene;
      if (!isConnected(await comeBack(person, back))) throw new Error('the sign-in does not work');
      const { items } = JSON.parse((await person.browser.send('GET', '/v1/brokers/connections')).body);
      const before = outside.hits;
      outside.redirectTo = outside.inside;
      await person.browser.send('DELETE', `/v1/brokers/connections/${items[0].id}`);
      outside.redirectTo = null;
      refused(outside.hits === before, 'the address inside was asked');
    },
  },
  {
    name: 'has the range service send our server on to an address inside (SSRF by redirect)',
    defence: 'the range service leads nowhere else',
    run: async ({ api, outside }) => {
      const before = outside.hits;
      outside.redirectTo = outside.inside;
      await newPerson(api);
      outside.redirectTo = null;
      refused(outside.hits === before, 'the address inside was asked');
    },
  },
  {
    name: 'writes an address inside wherever a text is taken (SSRF by any field)',
    defence: 'nothing that people write is fetched',
    run: async ({ api, outside }) => {
      const { browser } = await newPerson(api);
      const { paths } = JSON.parse((await browser.send('GET', '/openapi.json')).body) as {
        paths: Record<
          string,
          Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>
        >;
      };
      const before = outside.hits;
      for (const [path, operations] of Object.entries(paths)) {
        for (const [method, { requestBody }] of Object.entries(operations)) {
          const schema = requestBody?.content['application/json']?.schema;
          if (!schema || OF_ONESELF.has(path)) continue;
          const body = { ...URLS(outside.inside), ...filled(schema, outside.inside) };
          await browser.send(method.toUpperCase(), path.replace(/\{\w+\}/g, 'coinbase'), { body });
        }
      }
      // Whatever would be fetched later is fetched by the worker, which has run when a job of ours has.
      await untilExported(browser);
      refused(outside.hits === before, 'the address inside was asked');
    },
  },
];

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  enum?: unknown[];
}

/** Routes that would end the account or the session that walks. */
const OF_ONESELF = new Set(['/v1/auth/logout', '/v1/privacy/delete']);
const URLS = (address: string) =>
  Object.fromEntries(
    ['url', 'webhook', 'callback', 'baseUrl', 'apiUrl', 'llmBaseUrl'].map((name) => [name, address]),
  );

/** A body of the schema's form with the address in every place of a text. */
function filled({ properties = {} }: Schema, address: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => {
      if (field.enum) return [name, field.enum[0]];
      if (field.type === 'object' || field.properties)
        return [name, { ...URLS(address), ...filled(field, address) }];
      if (field.type === 'array') return [name, [address]];
      if (field.type === 'integer' || field.type === 'number') return [name, 1];
      return [name, field.type === 'boolean' ? true : address];
    }),
  );
}

async function untilExported(browser: Attacker): Promise<void> {
  const { exportId } = JSON.parse((await browser.send('POST', '/v1/privacy/exports')).body);
  const path = `/v1/privacy/exports/${exportId}`;
  await until(async () => JSON.parse((await browser.send('GET', path)).body).status === 'done');
}
