import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@twin/launcher/postgres';

/** PgBouncer keeps prepared statements apart in transaction mode from this version on. */
const [MAJOR, MINOR] = [1, 21];

/** Whether there is a PgBouncer that can be put before an api. */
export const HAS_POOLER: boolean = isFitting(
  spawnSync('pgbouncer', ['--version'], { encoding: 'utf8' }).stdout,
);

export interface Pooler {
  /** The same database and role, by way of the pooler. */
  url: string;
  stop(): Promise<void>;
}

/** A PgBouncer in transaction mode that has two connections of its own, whoever comes. */
export async function startPooler(appUrl: string, folder: string): Promise<Pooler> {
  const { username, password, hostname, port, pathname } = new URL(appUrl);
  const own = await freePort();
  const settings = join(folder, 'pgbouncer.ini');
  const people = join(folder, 'people.txt');
  await writeFile(people, `"${username}" "${password}"\n`);
  await writeFile(
    settings,
    `[databases]
${pathname.slice(1)} = host=${hostname} port=${port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = plain
auth_file = ${people}
pool_mode = transaction
default_pool_size = 2
max_prepared_statements = 100
ignore_startup_parameters = options
`,
  );
  await Promise.all([settings, people].map((file) => chmod(file, 0o644)));
  const account = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const server = spawn('pgbouncer', [...account, settings], { stdio: ['ignore', 'ignore', 'pipe'] });
  await untilUp(server);
  const url = new URL(appUrl);
  url.port = String(own);
  return {
    url: url.href,
    stop: async () => {
      const ended = new Promise((done) => server.once('exit', done));
      server.kill('SIGQUIT');
      await ended;
    },
  };
}

function untilUp(server: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let said = '';
    server.once('exit', (code) => fail(new Error(`pgbouncer ended with ${code}:\n${said}`)));
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('process up')) done();
    });
  });
}

function isFitting(version: string | null): boolean {
  const [, major = 0, minor = 0] = (/PgBouncer (\d+)\.(\d+)/.exec(version ?? '') ?? []).map(Number);
  return major > MAJOR || (major === MAJOR && minor >= MINOR);
}
