import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../bin/start.js', import.meta.url));
const READY_MS = 90_000;

/** A real `npm start`, without npm. */
export interface LauncherProcess {
  child: ChildProcess;
  pid: number;
  /** Everything printed so far. */
  output(): string;
  /** The printed address; rejects with the output when the start ends or takes too long. */
  address: Promise<string>;
  /** Settles with the exit status, or the signal that ended it. */
  ended: Promise<number | string>;
}

/**
 * Starts the product as a person would; the environment's own database and port settings are left out.
 * `through` is a command that becomes the one that follows it.
 */
export function launch(
  args: string[],
  env: Record<string, string> = {},
  through: string[] = [],
): LauncherProcess {
  const { DATABASE_URL, DATABASE_OWNER_URL, PORT, HOST, DATA_DIR, npm_lifecycle_event, ...inherited } =
    process.env;
  const [command = '', ...rest] = [...through, process.execPath, SCRIPT, ...args];
  const child = spawn(command, rest, {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<number | string>((done) => {
    child.once('close', (code, signal) => done(code ?? signal ?? 'no status'));
  });
  const address = untilAddress(child, () => output, ended);
  // A start that is meant to fail is judged by its status; nobody waits for its address.
  address.catch(() => undefined);
  return { child, pid: child.pid ?? 0, output: () => output, address, ended };
}

function untilAddress(
  child: ChildProcess,
  output: () => string,
  ended: Promise<number | string>,
): Promise<string> {
  return new Promise((done, fail) => {
    const timer = setTimeout(
      () => fail(new Error(`no address within ${READY_MS} ms:\n${output()}`)),
      READY_MS,
    );
    child.stdout?.on('data', () => {
      const found = /runs at (http:\S+)/.exec(output());
      if (!found?.[1]) return;
      clearTimeout(timer);
      done(found[1]);
    });
    void ended.then((status) => {
      clearTimeout(timer);
      fail(new Error(`the start ended with ${status}:\n${output()}`));
    });
  });
}

/** A folder for the test's data that the database's account may enter; `remove` clears everything of it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'twin-stack-'));
  await chmod(path, 0o755);
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** The process and all that descend from it, by /proc. */
export async function familyOf(pid: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null);
    if (stat === null) continue;
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const family = [pid];
  for (let index = 0; index < family.length; index += 1) {
    for (const [child, parent] of parents) if (parent === family[index]) family.push(child);
  }
  return family;
}

/** Which of the processes still run; waits a moment for the last of them to be reaped. */
export async function survivors(pids: readonly number[]): Promise<number[]> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    const alive = pids.filter(isAlive);
    if (alive.length === 0 || performance.now() > deadline) return alive;
    await delay(50);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
