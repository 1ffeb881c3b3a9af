import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@twin/launcher/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LauncherProcess, launch, temporaryFolder } from './support/launcherProcess.ts';
import { twin } from './support/twin.ts';

const INFRA = new URL('../../../infra/', import.meta.url);
let workerPort: number;
let base: Awaited<ReturnType<typeof temporaryFolder>>;
let launcher: LauncherProcess;
beforeAll(async () => {
  base = await temporaryFolder();
  const args = ['--port', '0', '--data-dir', join(base.path, 'data')];
  workerPort = await freePort();
  const env = { DEMO: 'off', REGISTRATION: 'open', WORKER_PORT: String(workerPort) };
  launcher = launch(args, env);
  await launcher.address;
});
afterAll(async () => {
  launcher.child.kill('SIGTERM');
  await launcher.ended;
  await base.remove();
});

describe('twin probe', () => {
  it('walks from a new account over import, tags and event to its deletion', async () => {
    const { status, text } = await twin(['probe', '--server', await launcher.address]);
    expect(text.split('\n').map((line) => line.split(' ')[0])).toEqual([
      ...['register', 'stream', 'upload', 'event', 'delete', 'gone'],
      '',
    ]);
    expect(status).toBe(0);
  });
});

/** What a file of rules or a dashboard asks for, as the processes name it. */
async function askedIn(file: URL): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  const names = [...text.matchAll(/\b(?:twin|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name);
  return [...new Set(names.map((name) => name.replace(/_(bucket|count|sum)$/, '')))];
}

describe('what watches a running stack', () => {
  it('asks for metrics that api and worker show, in every alert and on every dashboard', async () => {
    const pages = [`${await launcher.address}/metrics`, `http://127.0.0.1:${workerPort}/metrics`];
    const shown = await Promise.all(pages.map(async (page) => (await fetch(page)).text()));
    const known = new Set([...shown.join('\n').matchAll(/^# HELP (\S+)/gm)].map(([, name]) => name));
    const boards = (await readdir(new URL('grafana/', INFRA))).map((name) => `grafana/${name}`);
    expect(boards.length).toBeGreaterThan(3);
    for (const name of ['prometheus/rules.yml', ...boards]) {
      const asked = await askedIn(new URL(name, INFRA));
      expect(asked.length, name).toBeGreaterThan(0);
      expect(
        asked.filter((metric) => !known.has(metric)),
        name,
      ).toEqual([]);
    }
  });
});
