import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FolderObjectStore } from '../src/adapters/objectStore/FolderObjectStore.ts';
import { S3ObjectStore } from '../src/adapters/objectStore/S3ObjectStore.ts';
import type { ObjectStore } from '../src/ports/objectStore.ts';
import { AWS_VARIABLES, type AwsServer, hasAwsServer, startAws } from './support/awsServer.ts';

const folder = await mkdtemp(join(tmpdir(), 'twin-objects-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What every object store holds to, whatever it is made of. */
function holdsToThePort(store: ObjectStore): void {
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

  it('gives back a long stream whole', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'candles ');
    const long = Readable.from(Array.from({ length: 12 }, () => megabyte));
    expect(await store.put('snapshots/long', long)).toBe(12 * megabyte.length);
    expect(
      (await buffer(await store.open('snapshots/long'))).equals(Buffer.alloc(12 * megabyte.length, megabyte)),
    ).toBe(true);
  });

  it('refuses keys that lead elsewhere', async () => {
    for (const key of ['../x', 'a/../../x', '/etc/passwd', '', 'a//b', '.hidden', 'A b', 'a/..']) {
      await expect(store.put(key, Readable.from(['x'])), key).rejects.toMatchObject({ code: 'INTERNAL' });
    }
  });
}

describe('the object store in a folder', () => {
  holdsToThePort(new FolderObjectStore(folder));

  it('keeps no part files', async () => {
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe.skipIf(!hasAwsServer)('the object store in S3 (needs apps/ml/.venv with moto)', () => {
  let aws: AwsServer;
  let s3: S3Client;
  const variables = new Map(Object.keys(AWS_VARIABLES).map((name) => [name, process.env[name]]));
  const settings = { bucket: 'twin', endpoint: '' };

  beforeAll(async () => {
    Object.assign(process.env, AWS_VARIABLES);
    aws = await startAws();
    settings.endpoint = aws.url;
    s3 = new S3Client({ endpoint: aws.url, forcePathStyle: true });
    await s3.send(
      new CreateBucketCommand({
        Bucket: settings.bucket,
        CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
      }),
    );
  });
  afterAll(async () => {
    for (const [name, value] of variables) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    s3?.destroy();
    await aws?.stop();
  });

  holdsToThePort(new S3ObjectStore(settings));

  it('leaves no parts of what broke off', async () => {
    const megabyte = Buffer.alloc(1024 * 1024);
    const broken = Readable.from(
      (async function* () {
        for (let part = 0; part < 8; part += 1) yield megabyte;
        throw new Error('connection lost');
      })(),
    );
    await expect(new S3ObjectStore(settings).put('imports/b', broken)).rejects.toThrow('connection lost');
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: settings.bucket }));
    expect(Uploads).toEqual([]);
  });

  it('says that it does not answer when there is no bucket, or no server', async () => {
    const elsewhere = new S3ObjectStore({ ...settings, bucket: 'nowhere' });
    await expect(elsewhere.put('a', Readable.from(['x']))).rejects.toMatchObject({
      code: 'OBJECTS_UNAVAILABLE',
    });
    await expect(elsewhere.open('a')).rejects.toMatchObject({ code: 'OBJECTS_UNAVAILABLE' });
  });
});
