import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { FolderObjectStore } from '../src/adapters/objectStore/FolderObjectStore.ts';
import type { ObjectStore } from '../src/ports/objectStore.ts';

const folder = await mkdtemp(join(tmpdir(), 'twin-objects-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const stores: { name: string; store: ObjectStore }[] = [
  { name: 'folder', store: new FolderObjectStore(folder) },
];

/** What every object store holds to, whatever it is made of. */
describe.each(stores)('object store: $name', ({ store }) => {
  it('gives back the bytes that it was given, and counts them', async () => {
    const content = Buffer.from('ts,symbol\n');
    expect(await store.put('imports/a/1.csv', Readable.from([content]))).toBe(content.length);
    expect(await buffer(await store.open('imports/a/1.csv'))).toEqual(content);
  });

  it('stores nothing of a stream that breaks off', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('connection lost');
      })(),
    );
    await expect(store.put('imports/a/2.csv', broken)).rejects.toThrow('connection lost');
    await expect(store.open('imports/a/2.csv')).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
  });

  it('takes removing what is not there for done', async () => {
    await store.put('imports/a/3.csv', Readable.from(['x']));
    await store.remove('imports/a/3.csv');
    await store.remove('imports/a/3.csv');
    await expect(store.open('imports/a/3.csv')).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
  });

  it('refuses keys that lead elsewhere', async () => {
    for (const key of ['../x', 'a/../../x', '/etc/passwd', '', 'a//b', '.hidden', 'A b', 'a/..']) {
      await expect(store.put(key, Readable.from(['x'])), key).rejects.toMatchObject({ code: 'INTERNAL' });
    }
  });
});

describe('folder', () => {
  it('keeps no part files', async () => {
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
