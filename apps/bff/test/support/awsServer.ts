import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './freePort.ts';

const ROOM = fileURLToPath(new URL('../../../ml', import.meta.url));
const PYTHON = `${ROOM}/.venv/bin/python`;

/** Whether the Python environment with moto is there; a suite that needs it says in its name why it is skipped without. */
export const hasAwsServer = existsSync(`${ROOM}/.venv/bin/moto_server`);

export interface AwsServer {
  url: string;
  stop(): Promise<void>;
}

/** What the AWS SDK needs to speak to the server; it reads them where it reads real ones. */
export const AWS_VARIABLES = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};

/** A real server that speaks AWS's protocol (moto: KMS, S3), on a port of its own, with nothing kept. */
export async function startAws(): Promise<AwsServer> {
  const port = await freePort();
  const child = spawn(PYTHON, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    cwd: ROOM,
    env: { ...process.env, ...AWS_VARIABLES, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswering(`${url}/moto-api/data.json`, child);
  return { url, stop: () => stopped(child) };
}

async function untilAnswering(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await delay(50);
  }
  throw new Error(`moto ended with ${child.exitCode}`);
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null) return done();
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}
