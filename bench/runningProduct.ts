import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Server } from '@twin/cli/Server';
import { AccountSummary } from '@twin/shared/dto/account';
import { ImportAccepted, ImportDto } from '@twin/shared/dto/import';
import autocannon from 'autocannon';
import { WebSocket } from 'ws';
import { launch, temporaryFolder } from '../packages/launcher/test/support/launcherProcess.ts';

const LOOK_MS = 200;
const CONNECTIONS = 20;

/** `npm start` on a data folder of its own, spoken to from outside. */
export interface RunningProduct {
  address: string;
  /** Of the launcher, whose descendants the other processes are. */
  pid: number;
  folder: string;
  register(): Promise<Server>;
  close(): Promise<void>;
}

export async function startProduct(): Promise<RunningProduct> {
  const folder = await temporaryFolder();
  const started = launch(['--port', '0', '--data-dir', join(folder.path, 'data')], { REGISTRATION: 'open' });
  const address = await started.address;
  return {
    address,
    pid: started.pid,
    folder: folder.path,
    register: () => {
      const email = `${randomBytes(8).toString('hex')}@example.org`;
      return Server.register({ server: address, email, password: randomBytes(18).toString('base64url') });
    },
    close: async () => {
      started.child.kill('SIGTERM');
      await started.ended;
      await folder.remove();
    },
  };
}

/** Uploads a file of fills. @returns the import's id */
export async function upload(person: Server, path: string): Promise<string> {
  const form = new FormData();
  form.set('file', await openAsBlob(path), 'fills.csv');
  return ImportAccepted.parse(await (await person.post('/v1/imports', form)).json()).importId;
}

/** Looks at an import until it is as wanted. @throws Error when it has failed */
export async function untilImport(
  person: Server,
  id: string,
  isReached: (found: ImportDto) => boolean,
): Promise<ImportDto> {
  for (;;) {
    const found = await person.get(`/v1/imports/${id}`, ImportDto);
    if (isReached(found)) return found;
    if (found.status === 'failed') throw new Error(`the import failed: ${JSON.stringify(found.error)}`);
    await delay(LOOK_MS);
  }
}

/** Imports a file and waits until everything that follows from it is counted. */
export async function importFully(person: Server, path: string): Promise<void> {
  const id = await upload(person, path);
  await untilImport(person, id, ({ status }) => status === 'done');
  while ((await person.get('/v1/account/summary', AccountSummary)).isUpdating) await delay(LOOK_MS);
}

export async function openSocket(person: Server): Promise<WebSocket> {
  const { url, headers } = person.streamRequest();
  const socket = new WebSocket(url, { headers });
  await once(socket, 'open');
  return socket;
}

const READS = [
  '/v1/trades?limit=100',
  '/v1/account/summary',
  '/v1/biases',
  '/v1/account/equity?asset=USD',
  '/v1/account/calendar?month=2015-01',
  '/v1/episodes?limit=50',
  '/v1/coach/messages',
  '/v1/digests',
  '/v1/rules',
  '/v1/settings',
];

export interface Reads {
  /** How long each took, in ms. */
  times: number[];
  /** Answers of another status than 200, none in time, or broken off. */
  errors: number;
}

/** Asks as a person's pages do, so many times a second, each kind of page in turn. */
export async function readFor(
  { address }: RunningProduct,
  person: Server,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Reads> {
  const times: number[] = [];
  let others = 0;
  const { errors, timeouts } = await new Promise<autocannon.Result>((done, fail) => {
    const options = {
      url: address,
      connections: CONNECTIONS,
      overallRate: perSecond,
      duration: seconds,
      headers: { cookie: person.streamRequest().headers['cookie'] ?? '' },
      requests: READS.map((path) => ({ method: 'GET' as const, path })),
    };
    const run = autocannon(options, (error, result) => (error ? fail(error) : done(result)));
    run.on('response', (_client, status, _bytes, ms) => {
      times.push(ms);
      if (status !== 200) others += 1;
    });
  });
  return { times, errors: errors + timeouts + others };
}
