import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './freePort.ts';

const ROOM = fileURLToPath(new URL('../../../ml', import.meta.url));
const PYTHON = `${ROOM}/.venv/bin/python`;
export const ML_SECRET = 'a-secret-of-the-tests-0123456789abcdef';

/** Whether the Python environment is there; a suite that needs it says in its name why it is skipped without. */
export const hasMlService = existsSync(PYTHON);

export interface MlService {
  url: string;
  stop(): Promise<void>;
  /** kill -9 */
  kill(): void;
}

/** The real ML service on a port of its own. */
export async function startMlService(environment: Record<string, string> = {}): Promise<MlService> {
  const port = await freePort();
  const child = spawn(PYTHON, ['-m', 'twin_ml'], {
    cwd: ROOM,
    env: {
      ...process.env,
      ...{
        PYTHONPATH: 'src',
        PYTHONDONTWRITEBYTECODE: '1',
        ML_SECRET,
        ML_PORT: String(port),
        LOG_LEVEL: 'error',
      },
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url, child);
  return { url, stop: () => stopped(child), kill: () => void child.kill('SIGKILL') };
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const health = await fetch(`${url}/healthz`).catch(() => null);
    if (health?.ok) return;
    await delay(25);
  }
  throw new Error(`the ML service ended with ${child.exitCode}`);
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}
