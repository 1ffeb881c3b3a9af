import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LauncherProcess, launch, temporaryFolder } from './support/launcherProcess.ts';
import { twin } from './support/twin.ts';

let base: Awaited<ReturnType<typeof temporaryFolder>>;
let launcher: LauncherProcess;
beforeAll(async () => {
  base = await temporaryFolder();
  const args = ['--port', '0', '--data-dir', join(base.path, 'data')];
  launcher = launch(args, { DEMO: 'off', REGISTRATION: 'open' });
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
