import { readdir, stat, statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { attendedPostgres, withOwnDatabase } from './backup/ownDatabase.ts';
import { listMigrations } from './backup/tables.ts';
import { type DataFolder, existingDataFolder } from './dataFolder.ts';
import { MIGRATIONS_DIR, missingBuilds } from './programs.ts';
import { runningAddress } from './runRecord.ts';
import { StartError } from './StartError.ts';
import type { Settings } from './settings.ts';

/** What one look has found, with the way out where there is something to mend. */
export interface Finding {
  check: string;
  state: 'ok' | 'warning' | 'broken';
  message: string;
  fix?: string;
}

const GIB = 1024 ** 3;
const FREE_LEAST_BYTES = 0.2 * GIB;
const FREE_ENOUGH_BYTES = GIB;
const ANSWER_MS = 3_000;

/** Looks at everything that an installation stands on; changes nothing. */
export async function examine(settings: Settings): Promise<Finding[]> {
  const findings = [nodeVersion(), await builds()];
  const folder = await existingDataFolder(settings.dataDir).catch((error: unknown) => error as StartError);
  if (folder instanceof Error) return [...findings, broken('data folder', folder.message, fixOf(folder))];
  findings.push(ok('data folder', folder.path), await secrets(folder), await diskSpace(folder));
  findings.push(await application(folder), await database(settings, folder));
  const { REDIS_URL, ML_URL } = settings.environment;
  if (REDIS_URL) findings.push(await redis(REDIS_URL));
  if (ML_URL) findings.push(await ml(ML_URL));
  return findings;
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  if (isEnough) return ok('Node', process.versions.node);
  return broken('Node', `${process.versions.node} is too old`, 'install Node 20.19 or newer');
}

async function builds(): Promise<Finding> {
  const missing = await missingBuilds();
  if (missing.length === 0) return ok('build', 'api, worker, migrations and web are built');
  return broken('build', `not built: ${missing.join(', ')}`, 'run: npm run build');
}

async function secrets(folder: DataFolder): Promise<Finding> {
  const place = join(folder.path, 'secrets');
  const names = await readdir(place).catch((): string[] => []);
  const open: string[] = [];
  for (const name of names) if (((await stat(join(place, name))).mode & 0o077) !== 0) open.push(name);
  if (open.length === 0) return ok('secrets', `${names.length}, readable by their owner alone`);
  return broken('secrets', `others may read ${open.join(', ')}`, `run: chmod 600 ${place}/*`);
}

async function diskSpace(folder: DataFolder): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder.path);
  const free = bavail * bsize;
  const text = `${(free / GIB).toFixed(1)} GiB free`;
  if (free >= FREE_ENOUGH_BYTES) return ok('disk', text);
  const state = free < FREE_LEAST_BYTES ? 'broken' : 'warning';
  return { check: 'disk', state, message: text, fix: 'make room: the database stops when the disk is full' };
}

async function application(folder: DataFolder): Promise<Finding> {
  const address = await runningAddress(folder);
  if (address === null) return ok('application', 'not running');
  const status = await statusOf(`${address}/readyz`);
  if (status === 200) return ok('application', `ready at ${address}`);
  return broken(
    'application',
    `${address} answers ${status}`,
    `read ${join(folder.path, 'logs', 'api.log')}`,
  );
}

async function database(settings: Settings, folder: DataFolder): Promise<Finding> {
  try {
    if (!settings.databaseUrl && (await attendedPostgres(folder)) === null) {
      return ok('database', 'not running; it is looked at while the application runs');
    }
    return await withOwnDatabase(settings, folder, (ownerUrl) => schemaFinding(ownerUrl));
  } catch (error) {
    return broken('database', (error as Error).message, fixOf(error));
  }
}

async function schemaFinding(ownerUrl: string): Promise<Finding> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: ANSWER_MS });
  await client.connect();
  try {
    const applied = new Set(await listMigrations(client));
    const known = (await readdir(MIGRATIONS_DIR, { withFileTypes: true })).filter((entry) =>
      entry.isDirectory(),
    );
    const size = await client.query<{ text: string }>(
      'SELECT pg_size_pretty(pg_database_size(current_database())) AS text',
    );
    const lacking = known.filter(({ name }) => !applied.has(name)).length;
    if (lacking === 0) return ok('database', `up to date, ${size.rows[0]?.text ?? ''}`);
    return broken('database', `${lacking} migrations are not applied`, 'run npm start: it applies them');
  } finally {
    await client.end();
  }
}

/** Redis tells that it is one even to who has no password. */
async function redis(address: string): Promise<Finding> {
  const { hostname, port } = new URL(address);
  const answer = await new Promise<string>((done) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), timeout: ANSWER_MS });
    const end = (text: string) => {
      socket.destroy();
      done(text);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (bytes) => end(bytes.toString('utf8')));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error) => end(error.message));
  });
  if (/^(\+PONG|-NOAUTH)/.test(answer)) return ok('Redis', `answers at ${hostname}`);
  return broken('Redis', `${hostname}: ${answer.trim()}`, 'check REDIS_URL and that the server runs');
}

async function ml(address: string): Promise<Finding> {
  const status = await statusOf(new URL('/healthz', address).href);
  if (status === 200) return ok('ML service', `answers at ${address}`);
  return {
    check: 'ML service',
    state: 'warning',
    message: `${address} answers ${status}; the engine scores by itself meanwhile`,
    fix: 'start it, or leave ML_URL out',
  };
}

async function statusOf(address: string): Promise<number | string> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS) });
    await answer.arrayBuffer();
    return answer.status;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function ok(check: string, message: string): Finding {
  return { check, state: 'ok', message };
}

function broken(check: string, message: string, fix: string): Finding {
  return { check, state: 'broken', message, fix };
}

function fixOf(error: unknown): string {
  return error instanceof StartError ? error.fix : 'read the logs in the data folder';
}
