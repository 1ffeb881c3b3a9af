import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import { CSV, codeOf, newPerson, until } from '../Attacker.ts';
import { type Attack, refused, type Scene } from '../attack.ts';

const MEGABYTE = 1_048_576;

/** Sends the bytes as they are and waits until the other side hangs up. @returns the seconds, or null */
function hangsUpWithin(port: number, text: string, seconds: number): Promise<number | null> {
  return new Promise((done) => {
    const begun = performance.now();
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const timer = setTimeout(() => {
      socket.destroy();
      done(null);
    }, seconds * 1000);
    socket.resume();
    socket.once('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(timer);
      done((performance.now() - begun) / 1000);
    });
  });
}

async function statusOfImport(scene: Scene, file: Buffer, path: string): Promise<string> {
  const { browser } = await newPerson(scene.api);
  const answer = await browser.upload(path, file, 'export.zip');
  if (answer.status !== 202) return codeOf(answer);
  const { importId } = JSON.parse(answer.body);
  let last = { status: '', error: { code: '' } };
  await until(async () => {
    last = JSON.parse((await browser.send('GET', `/v1/imports/${importId}`)).body);
    return last.status === 'failed' || last.status === 'done';
  });
  return last.status === 'failed' ? last.error.code : last.status;
}

/** Bodies, headers and files that are too large, too deep, or not what they say. */
export const inputAttacks: Attack[] = [
  {
    name: 'sends 8 MB of JSON',
    defence: 'bodies are bounded',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const answer = await browser.send('POST', '/v1/accounts', { body: { name: 'x'.repeat(8 * MEGABYTE) } });
      refused(answer.status === 413 || answer.status === 0, `answered ${answer.status}`);
    },
  },
  {
    name: 'sends JSON that is nested 100,000 deep',
    defence: 'nesting is bounded',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const body = `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
      const headers = { 'content-type': 'application/json' };
      const answer = await browser.send('POST', '/v1/accounts', { body, headers });
      refused(answer.body.includes('nested deeper'), `answered ${answer.status} ${answer.body.slice(0, 80)}`);
    },
  },
  {
    name: 'reaches for the prototype by __proto__ in JSON',
    defence: 'prototypes are not reached',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const body = '{"name":"x","__proto__":{"isDemo":true}}';
      const headers = { 'content-type': 'application/json' };
      const answer = await browser.send('POST', '/v1/accounts', { body, headers });
      refused(answer.status === 400, `answered ${answer.status}`);
    },
  },
  {
    name: 'sends a form as text/plain, which needs no preflight',
    defence: 'other content is refused',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const headers = { 'content-type': 'text/plain' };
      const answer = await browser.send('POST', '/v1/accounts', { body: '{"name":"x"}', headers });
      refused(answer.status === 415, `answered ${answer.status}`);
    },
  },
  {
    name: 'sends 200 KB of headers',
    defence: 'headers are bounded',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const answer = await browser.send('GET', '/healthz', { headers: { 'x-long': 'x'.repeat(200_000) } });
      refused(answer.status === 431 || answer.status === 0, `answered ${answer.status}`);
    },
  },
  {
    name: 'drips headers to hold a connection open (slow loris)',
    defence: 'slow headers are cut off',
    run: async ({ api }) => {
      const seconds = await hangsUpWithin(
        api.port,
        `GET / HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nX-a`,
        25,
      );
      refused(seconds !== null, 'the connection stayed open for 25 s');
    },
  },
  {
    name: 'announces an upload of a terabyte',
    defence: 'uploads are bounded',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const headers = {
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': String(2 ** 37),
      };
      const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
      const lines = Object.entries({
        ...headers,
        host: `127.0.0.1:${api.port}`,
        origin: api.origin,
        cookie,
        'x-csrf-token': browser.cookies.get('twin_csrf') ?? '',
        connection: 'close',
      }).map(([name, value]) => `${name}: ${value}`);
      const request = `POST /v1/imports HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n--x\r\n`;
      refused((await hangsUpWithin(api.port, request, 5)) !== null, 'it waits for the terabyte');
    },
  },
  {
    name: 'sends a form of two hundred fields',
    defence: 'forms have few fields',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const fields = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`f${index}`, 'x']));
      const answer = await browser.upload('/v1/imports', CSV, 'trades.csv', fields);
      refused(answer.status >= 400 || answer.status === 0, `answered ${answer.status}`);
    },
  },
  {
    name: 'uploads a program under the name of a table',
    defence: 'content decides what a file is',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const elf = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'), Buffer.alloc(4_096, 0)]);
      const answer = await browser.upload('/v1/imports', elf);
      refused(answer.status === 422, `answered ${answer.status}`);
    },
  },
  {
    name: 'uploads a file whose name climbs out of the folder',
    defence: 'names of files are no paths',
    run: async ({ api, target }) => {
      const { browser } = await newPerson(api);
      const name = '../../climbed.csv';
      await browser.upload('/v1/imports', CSV, name);
      const above = [target.dataDir, dirname(target.dataDir), join(target.dataDir, 'objects')];
      const found = (await Promise.all(above.map((folder) => readdir(folder).catch(() => [])))).flat();
      const [row] = await target.query(
        `SELECT "objectKey" AS key FROM "Import" ORDER BY "createdAt" DESC LIMIT 1`,
      );
      const isInside = /^[a-z]+\/[a-z0-9-]+$/.test(String(row?.['key']));
      refused(!found.includes('climbed.csv') && isInside, `it lies at ${row?.['key']}`);
    },
  },
  {
    name: 'imports a formula and waits for the export to be opened in a spreadsheet',
    defence: 'cells are no formulas',
    run: async ({ api }) => {
      const { browser } = await newPerson(api);
      const [head, row] = CSV.trim().split('\n');
      await browser.upload('/v1/imports', `${head},account\n${row},"=cmd|' /C calc'!A0"\n`);
      const trade = async () => JSON.parse((await browser.send('GET', '/v1/trades')).body).items.length;
      await until(async () => (await trade()) > 0);
      const { exportId } = JSON.parse((await browser.send('POST', '/v1/privacy/exports')).body);
      const path = `/v1/privacy/exports/${exportId}`;
      const made = async () => JSON.parse((await browser.send('GET', path)).body);
      await until(async () => (await made()).status === 'done');
      const zip = Buffer.from((await browser.send('GET', (await made()).download)).body, 'latin1');
      const csv = strFromU8(unzipSync(zip)['trades.csv'] ?? new Uint8Array());
      refused(csv.includes("'=cmd") && !/[,"]=cmd/.test(csv), csv.slice(-120));
    },
  },
  {
    name: 'restores a zip bomb: a hundred megabytes in a hundred kilobytes',
    defence: 'zips pack honestly',
    run: async (scene) => {
      const names = ['accounts', 'settings', 'mappings', 'rules', 'feedback', 'fundings', 'transfers'];
      // Empty lines, which a reader skips: nothing but its size is wrong with it.
      const bomb = zipSync({
        ...Object.fromEntries(names.map((name) => [`${name}.jsonl`, new Uint8Array()])),
        'trades.jsonl': Buffer.alloc(100 * MEGABYTE, '\n'),
      });
      const how = await statusOfImport(scene, Buffer.from(bomb), '/v1/imports/restore');
      refused(how === 'RESTORE_UNREADABLE', `it ended with ${how}`);
    },
  },
];
