import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { putLogsAside } from './logRotation.ts';

it('a log that has grown too large is kept once beside, and its program goes on in the emptied file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'twin-logs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const texts = async () => {
    const names = (await readdir(folder)).sort();
    return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')]));
  };
  const [api, worker] = await Promise.all(
    ['api.log', 'worker.log'].map((name) => open(join(folder, name), 'a')),
  );
  onTestFinished(() => Promise.all([api?.close(), worker?.close()]).then(() => undefined));

  await api?.writeFile('a first line\n');
  await worker?.writeFile('short\n');
  await putLogsAside(folder, 10);
  await api?.writeFile('more\n');
  expect(await texts()).toEqual([
    ['api.log', 'more\n'],
    ['api.log.1', 'a first line\n'],
    ['worker.log', 'short\n'],
  ]);

  await api?.writeFile('and more\n');
  await putLogsAside(folder, 10);
  expect((await texts()).slice(0, 2)).toEqual([
    ['api.log', ''],
    ['api.log.1', 'more\nand more\n'],
  ]);
});
