import { spawn } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childEnv, type Program } from './childEnv.ts';
import type { Database } from './database.ts';
import { type DataFolder, placeFor } from './dataFolder.ts';
import { StartError } from './StartError.ts';
import type { ProgramSpec, Supervisor } from './Supervisor.ts';
import type { Settings } from './settings.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const SCRIPTS: Readonly<Record<Program, string>> = {
  api: join(ROOT, 'apps/bff/out/server.js'),
  worker: join(ROOT, 'apps/bff/out/worker.js'),
  migrate: join(ROOT, 'apps/bff/out/migrate.js'),
};
const WEB_DIR = join(ROOT, 'apps/web/out');
export const MIGRATIONS_DIR = join(ROOT, 'prisma/migrations');
const READY_MS = 60_000;
/** How apps/bff/src/migrate.ts ends when the data has been through migrations that it does not know. */
const NEWER_DATA = 3;
/** A program that ends this often before it was ever ready will not become ready. */
const HOPELESS = 3;

export interface Given {
  settings: Settings;
  folder: DataFolder;
  database: Database;
  port: number;
  /** File of the secret that api and worker share. */
  secretPath: string;
  masterKeysPath: string;
}

/** Which of the things that are started or served are not built. */
export async function missingBuilds(): Promise<string[]> {
  const places = Object.entries({ ...SCRIPTS, web: WEB_DIR });
  const present = await Promise.all(places.map(([, path]) => exists(path)));
  return places.filter((_, index) => !present[index]).map(([name]) => name);
}

/** What to run for api or worker. */
export async function programSpec(program: Program, given: Given): Promise<ProgramSpec> {
  const script = SCRIPTS[program];
  if (!(await exists(script))) {
    throw new StartError(`${script} is not built`, 'run: npm run build');
  }
  const webDir = (await exists(WEB_DIR)) ? { webDir: WEB_DIR } : {};
  return {
    name: program,
    script,
    env: childEnv(program, { ...given, ...webDir }),
    logPath: await placeFor(given.folder, 'logs', `${program}.log`),
  };
}

/**
 * Brings the schema up to date as its owner, or as far as the migration `until`; ends early, with nothing left
 * running, when aborted.
 */
export async function runMigrations(given: Given, signal: AbortSignal, until?: string): Promise<void> {
  const { script, env } = await programSpec('migrate', given);
  const args = until === undefined ? [script] : [script, '--until', until];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], signal });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const status = await new Promise<number | string>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code, killed) => done(code ?? killed ?? 'no status'));
  });
  signal.throwIfAborted();
  if (status === 0) return;
  if (status === NEWER_DATA) {
    throw new StartError(
      lastLines(output.join('')),
      'start the newer version, restore a backup of before it, or choose another folder with --data-dir',
    );
  }
  throw new StartError(
    `the database could not be brought up to date (${status}):\n${errorIn(output.join(''))}`,
    'no change was left half made: start again once the cause is gone, or put the message above into an issue',
  );
}

/** Waits until the app says that it and what it depends on are ready. */
export async function untilReady(
  address: string,
  supervisor: Supervisor,
  api: ProgramSpec,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (!(await isReady(address))) {
    signal.throwIfAborted();
    if (supervisor.crashes(api.name) >= HOPELESS || performance.now() > deadline) {
      throw new StartError(
        `the app does not become ready:\n${lastLines(await readFile(api.logPath, 'utf8').catch(() => ''))}`,
        `read ${api.logPath}`,
      );
    }
    await delay(25, undefined, { signal });
  }
}

/** Asked without fetch, which would hold memory for as long as the launcher runs. */
function isReady(address: string): Promise<boolean> {
  return new Promise((done) => {
    const asked = get(`${address}/readyz`, { timeout: 2_000, agent: false }, (answer) => {
      answer.resume().once('close', () => done(answer.statusCode === 200));
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => done(false));
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** What Node prints of an error, without the code that stands before it and the stack after it. */
function errorIn(output: string): string {
  const lines = output.trimEnd().split('\n');
  const first = lines.findIndex((line) => /^\w*error\b.*: /i.test(line));
  if (first < 0) return lastLines(output);
  const stack = lines.findIndex((line, index) => index > first && line.startsWith('    at '));
  return lines.slice(first, stack < 0 ? undefined : stack).join('\n');
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-12).join('\n');
}
