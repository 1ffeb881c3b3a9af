import { Attacker, CSV, codeOf, newPerson, PASSWORD, type Person, until } from '../Attacker.ts';
import { type Attack, refused } from '../attack.ts';

interface Operation {
  security: Record<string, unknown>[];
}

interface Paths {
  paths: Record<string, Record<string, Operation>>;
}

/** Ids of what a person has: an import, an account, trades, a copy, a rule, a session. */
async function thingsOf({ browser }: Person): Promise<string[]> {
  const idOf = (body: string, name: string): string => JSON.parse(body)[name];
  const importId = idOf((await browser.upload('/v1/imports', CSV)).body, 'importId');
  const exportId = idOf((await browser.send('POST', '/v1/privacy/exports')).body, 'exportId');
  const list = async (path: string): Promise<string[]> =>
    JSON.parse((await browser.send('GET', path)).body).items.map(({ id }: { id: string }) => id);
  await until(async () => (await list('/v1/trades')).length > 0);
  const lists = await Promise.all(['/v1/trades', '/v1/accounts', '/v1/sessions'].map(list));
  return [importId, exportId, ...lists.flat()];
}

/** Other people's things, and more than one is offered. */
export const peopleAttacks: Attack[] = [
  {
    name: 'signs out somebody else’s device by its id',
    defence: 'people are apart',
    run: async ({ api }) => {
      const [own, victim] = [await newPerson(api), await newPerson(api)];
      const { items } = JSON.parse((await victim.browser.send('GET', '/v1/sessions')).body);
      await own.browser.send('DELETE', `/v1/sessions/${items[0].id}`);
      refused((await victim.browser.send('GET', '/v1/settings')).status === 200, 'the victim is signed out');
    },
  },
  {
    name: 'calls every route with the ids of somebody else’s things (IDOR)',
    defence: 'people are apart',
    run: async ({ api }) => {
      const [own, victim] = [await newPerson(api), await newPerson(api)];
      const ids = await thingsOf(victim);
      const { paths } = JSON.parse((await own.browser.send('GET', '/openapi.json')).body) as Paths;
      const open: string[] = [];
      for (const [path, operations] of Object.entries(paths).filter(([path]) => path.includes('{id}'))) {
        for (const method of Object.keys(operations)) {
          const call = async (id: string) =>
            (await own.browser.send(method.toUpperCase(), path.replace('{id}', id), { body: {} })).status;
          const unknown = await call('no-such-id');
          for (const id of ids) if ((await call(id)) !== unknown) open.push(`${method} ${path}`);
        }
      }
      refused(open.length === 0, open.join(', '));
    },
  },
  {
    name: 'makes up a link to a copy that never ends',
    defence: 'links to copies are signed',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const { exportId } = JSON.parse((await browser.send('POST', '/v1/privacy/exports')).body);
      const path = `/v1/privacy/exports/${exportId}`;
      await until(async () => JSON.parse((await browser.send('GET', path)).body).status === 'done');
      const { status } = await browser.send('GET', `${path}/download?link=9999999999999.${'A'.repeat(43)}`);
      refused(status === 404, `answered ${status}`);
    },
  },
  {
    name: 'calls every route that needs a session without one',
    defence: 'routes need a session',
    run: async ({ api }) => {
      const stranger = await new Attacker(api, '127.0.30.1').visit();
      const { paths } = JSON.parse((await stranger.send('GET', '/openapi.json')).body) as Paths;
      const open: string[] = [];
      for (const [path, operations] of Object.entries(paths)) {
        for (const [method, { security }] of Object.entries(operations)) {
          if (!security.some((need) => 'session' in need)) continue;
          const address = path.replace(/\{\w+\}/g, 'some-id');
          const answer = await stranger.send(method.toUpperCase(), address);
          if (answer.status !== 401) open.push(`${method} ${path}: ${answer.status}`);
        }
      }
      refused(open.length === 0, open.join(', '));
    },
  },
  {
    name: 'sets fields that the API does not offer (mass assignment)',
    defence: 'unknown fields are dropped',
    run: async ({ api, target }) => {
      const { browser, id } = await newPerson(api);
      const before = await target.query('SELECT "updatedAt" FROM "Settings" WHERE "userId" = $1', [id]);
      const body = { theme: 'dark', updatedAt: '2001-01-01T00:00:00Z' };
      await browser.send('PATCH', '/v1/settings', { body });
      const [row] = await target.query('SELECT "updatedAt" FROM "Settings" WHERE "userId" = $1', [id]);
      const isHeld = (row?.['updatedAt'] as Date) >= (before[0]?.['updatedAt'] as Date);
      refused(isHeld, 'the field was written');
    },
  },
  {
    name: 'writes with the session of the demo',
    defence: 'the demo is read-only',
    run: async ({ api }) => {
      const visitor = await new Attacker(api, '127.0.31.1').visit();
      for (let wait = 0; wait < 400; wait += 1) {
        const answer = await visitor.send('POST', '/v1/auth/demo');
        if (answer.status === 201) break;
        await new Promise((done) => setTimeout(done, 250));
      }
      const answer = await visitor.send('PATCH', '/v1/settings', { body: { theme: 'dark' } });
      refused(codeOf(answer) === 'DEMO_READ_ONLY', `answered ${answer.status}`);
    },
  },
  {
    name: 'changes the password of a stolen session without knowing the old one',
    defence: 'weighty acts need the password',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const body = { currentPassword: 'not it at all', newPassword: 'a quiet river under old stones' };
      const answer = await browser.send('POST', '/v1/auth/password', { body });
      refused(codeOf(answer) === 'PASSWORD_WRONG', `answered ${answer.status}`);
    },
  },
  {
    name: 'deletes the account of a stolen session without knowing the password',
    defence: 'weighty acts need the password',
    run: async ({ api }) => {
      const { browser, email } = await newPerson(api);
      await browser.send('POST', '/v1/privacy/delete', { body: { password: 'not it at all' } });
      const owner = await new Attacker(api, '127.0.32.1').visit();
      refused((await owner.login(email, PASSWORD)).status === 200, 'the account is gone');
    },
  },
];
