import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/support/launcherProcess.ts';
import { openDataFolder, secretFile, secretValue } from './dataFolder.ts';

let base: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
beforeEach(async () => {
  base = await temporaryFolder();
  path = join(base.path, 'data');
});
afterEach(() => base.remove());

describe('a data folder', () => {
  it('keeps its identity from start to start', async () => {
    const first = await openDataFolder(path);
    expect(await openDataFolder(path)).toEqual(first);
  });

  it('takes an empty folder, and refuses one that holds something else', async () => {
    await mkdir(path);
    await openDataFolder(path);
    const foreign = join(base.path, 'photos');
    await mkdir(foreign);
    await writeFile(join(foreign, 'cat.jpg'), '');
    await expect(openDataFolder(foreign)).rejects.toThrow(
      /not a data folder of Trading Twin: it holds cat\.jpg/,
    );
  });

  it('refuses what a newer version has arranged, and what it cannot read', async () => {
    await openDataFolder(path);
    await writeFile(join(path, 'instance.json'), JSON.stringify({ layout: 2, id: '0'.repeat(18) }));
    await expect(openDataFolder(path)).rejects.toThrow(/made by a newer version/);
    await writeFile(join(path, 'instance.json'), '{"layout":1,"id":"../../etc"}');
    await expect(openDataFolder(path)).rejects.toThrow(/cannot be read as this program wrote it/);
  });

  it('refuses a path that is a file', async () => {
    await writeFile(path, '');
    await expect(openDataFolder(path)).rejects.toThrow(/is not a folder/);
  });
});

describe('a secret', () => {
  it('is random, made once, and readable by its owner alone', async () => {
    const folder = await openDataFolder(path);
    const value = await secretValue(folder, 'one');
    expect(value).toMatch(/^[\w-]{43}$/);
    expect(await secretValue(folder, 'one')).toBe(value);
    expect(await secretValue(folder, 'two')).not.toBe(value);
    const file = await secretFile(folder, 'one');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(path, 'secrets'))).mode & 0o777).toBe(0o700);
  });

  it('is closed again when somebody has opened its file to others', async () => {
    const folder = await openDataFolder(path);
    const file = await secretFile(folder, 'one');
    await chmod(file, 0o644);
    await secretFile(folder, 'one');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is never replaced by a new one when its file was cut short', async () => {
    const folder = await openDataFolder(path);
    const file = await secretFile(folder, 'one');
    await writeFile(file, 'abc');
    await expect(secretValue(folder, 'one')).rejects.toThrow(/cut short/);
    expect(await readFile(file, 'utf8')).toBe('abc');
    await rm(file);
  });
});
