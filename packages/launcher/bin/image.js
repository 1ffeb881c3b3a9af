#!/usr/bin/env node
// npm run image: builds in a clean folder what the two images hold, by the images' own commands, and runs all of it
// from there as the compose file does, under an account that may write to the data folder alone. For machines without
// a container engine; takes some minutes. `twin probe` then walks through what runs.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWNER_ROLE, provisionDatabase, provisionRoles, urlFor } from '../dist/databaseRoles.js';
import { freePort, startPostgres } from '../dist/postgres.js';
import { removeCluster } from '../dist/postgresCluster.js';
import { ROOT } from './ensure/command.js';
import { startContainer, untilWell } from './image/container.js';
import { commandOf, copyLayers, writeContext } from './image/layers.js';

const SECRET = 'a secret of this one try, which ends with it';
const PASSWORDS = { owner: 'owner-of-the-try', app: 'app-of-the-try' };

const folder = mkdtempSync(join(tmpdir(), 'twin-image-'));
const source = join(folder, 'source');
const image = join(folder, 'app');
const data = join(folder, 'data');
/** @type {(() => Promise<unknown> | unknown)[]} */
const undo = [() => rmSync(folder, { recursive: true, force: true })];
try {
  chmodSync(folder, 0o755);
  build();
  await run(await databaseUrls());
  console.log('The images hold what they need.');
} finally {
  for (const step of undo.reverse()) await step();
}

function build() {
  writeContext(source);
  mkdirSync(image);
  console.log('Building the image of the app …');
  execFileSync('sh', ['infra/image/build.sh'], { cwd: source, stdio: 'inherit' });
  console.log('Building the image of the ML service …');
  copyLayers({ dockerfile: 'ml.Dockerfile', from: source, image, takes: false });
  execFileSync('python3', ['-m', 'venv', join(folder, 'venv')]);
  const pip = ['install', '--quiet', '--no-cache-dir', '--require-hashes', '-r', 'apps/ml/requirements.txt'];
  execFileSync(join(folder, 'venv/bin/pip'), pip, { cwd: source, stdio: 'inherit' });
  rmSync(join(image, 'model'), { recursive: true });
  copyLayers({ dockerfile: 'Dockerfile', from: source, image, takes: true });
}

/** @returns {Promise<{ ownerUrl: string, appUrl: string }>} */
async function databaseUrls() {
  mkdirSync(join(folder, 'postgres'));
  const server = await startPostgres({ dataDir: join(folder, 'postgres') });
  undo.push(async () => {
    await server.stop();
    await removeCluster(server.clusterDir);
  });
  const [admin, database] = [server.adminUrl('postgres'), 'twin'];
  await provisionRoles(admin, PASSWORDS);
  await provisionDatabase(server.adminUrl(database));
  return {
    ownerUrl: urlFor(admin, { role: OWNER_ROLE, password: PASSWORDS.owner, database }),
    appUrl: urlFor(admin, { role: 'twin_app', password: PASSWORDS.app, database }),
  };
}

/** @param {{ ownerUrl: string, appUrl: string }} urls */
async function run({ ownerUrl, appUrl }) {
  const [port, workerPort, mlPort] = await Promise.all([freePort(), freePort(), freePort()]);
  mkdirSync(data);
  if (process.getuid?.() === 0) chownSync(data, 65_534, 65_534);
  const migration = node('migrate', { DATABASE_OWNER_URL: ownerUrl });
  const status = await migration.ended;
  if (status !== 0) throw new Error(`migrate ended with ${status}:\n${migration.output()}`);
  const ml = container('ml', join(folder, 'venv/bin/python'), ['-m', 'twin_ml'], {
    PYTHONPATH: join(image, 'apps/ml/src'),
    ML_PORT: String(mlPort),
    ML_SECRET: SECRET,
  });
  await untilWell(ml, `http://127.0.0.1:${mlPort}/healthz`);
  const env = {
    ...{ DATABASE_URL: appUrl, DATA_DIR: data, WEB_DIR: join(image, 'apps/web/out') },
    ...{ APP_SECRET: SECRET, MASTER_KEYS: 'A'.repeat(43), REGISTRATION: 'open' },
    ...{ ML_URL: `http://127.0.0.1:${mlPort}`, ML_SECRET: SECRET, PORT: String(port) },
  };
  await untilWell(node('api', env), `http://127.0.0.1:${port}/readyz`);
  const worker = node('worker', { ...env, WORKER_PORT: String(workerPort) });
  await untilWell(worker, `http://127.0.0.1:${workerPort}/healthz`);
  const probe = [join(ROOT, 'packages/cli/bin/twin.js'), 'probe', '--server', `http://127.0.0.1:${port}`];
  execFileSync(process.execPath, probe, { stdio: 'inherit' });
  const counted = await (await fetch(`http://127.0.0.1:${workerPort}/metrics`)).text();
  if (!/twin_biases_ml_pages_total\{outcome="scored"\} [1-9]/.test(counted))
    throw new Error('the ML service has scored nothing');
}

/** @param {'migrate' | 'api' | 'worker'} service @param {Record<string, string>} env */
function node(service, env) {
  const text = readFileSync(join(ROOT, 'infra/image/Dockerfile'), 'utf8');
  const [, arenas = ''] = /MALLOC_ARENA_MAX=(\d+)/.exec(text) ?? [];
  const shipped = { NODE_ENV: 'production', MALLOC_ARENA_MAX: arenas };
  return container(service, process.execPath, commandOf(service), { ...shipped, ...env });
}

/** @param {string} name @param {string} program @param {string[]} args @param {Record<string, string>} env */
function container(name, program, args, env) {
  const started = startContainer({ name, program, args, cwd: image, env });
  undo.push(() => started.stop());
  return started;
}
