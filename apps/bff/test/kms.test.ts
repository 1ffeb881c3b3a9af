import { CreateAliasCommand, CreateKeyCommand, KMSClient, UpdateAliasCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsKms } from '../src/adapters/kms/AwsKms.ts';
import { LocalKms } from '../src/adapters/kms/LocalKms.ts';
import { Secret } from '../src/lib/crypto/Secret.ts';
import type { Kms } from '../src/ports/kms.ts';
import { AWS_VARIABLES, type AwsServer, hasAwsServer, startAws } from './support/awsServer.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index);
const masterKey = (byte: number) => new Secret(new Uint8Array(32).fill(byte));

/** What every key service holds to. */
function holdsToThePort(open: () => Kms): void {
  it('gives back the key that it wrapped, and shows nothing of it', async () => {
    const wrapped = await open().wrap(KEY, 'data-key:ann:1');
    expect(await open().unwrap(wrapped, 'data-key:ann:1')).toEqual(KEY);
    expect(Buffer.from(wrapped.wrapped).includes(Buffer.from(KEY.slice(4, 12)))).toBe(false);
    expect(wrapped.masterKeyId).toBe(await open().currentKeyId());
  });

  it('wraps one key to other bytes each time', async () => {
    const [one, other] = [await open().wrap(KEY, 'c'), await open().wrap(KEY, 'c')];
    expect(Buffer.from(one.wrapped).equals(Buffer.from(other.wrapped))).toBe(false);
  });

  it('does not unwrap for another context, nor changed or cut bytes', async () => {
    const { masterKeyId, wrapped } = await open().wrap(KEY, 'data-key:ann:1');
    const broken = { code: 'SEAL_BROKEN' };
    await expect(open().unwrap({ masterKeyId, wrapped }, 'data-key:ben:1')).rejects.toMatchObject(broken);
    const last = wrapped.length - 1;
    const changed = Uint8Array.from(wrapped, (byte, at) => (at === last ? byte ^ 1 : byte));
    await expect(open().unwrap({ masterKeyId, wrapped: changed }, 'data-key:ann:1')).rejects.toMatchObject(
      broken,
    );
    const cut = wrapped.slice(0, last);
    await expect(open().unwrap({ masterKeyId, wrapped: cut }, 'data-key:ann:1')).rejects.toMatchObject(
      broken,
    );
  });
}

describe('the local key service', () => {
  holdsToThePort(() => new LocalKms([masterKey(1)]));

  it('wraps with the newest master key and unwraps with every one that it has', async () => {
    const old = await new LocalKms([masterKey(1)]).wrap(KEY, 'c');
    const both = new LocalKms([masterKey(2), masterKey(1)]);
    expect(await both.unwrap(old, 'c')).toEqual(KEY);
    expect((await both.wrap(KEY, 'c')).masterKeyId).not.toBe(old.masterKeyId);
    await expect(new LocalKms([masterKey(2)]).unwrap(old, 'c')).rejects.toMatchObject({
      code: 'SEAL_BROKEN',
    });
  });
});

describe.skipIf(!hasAwsServer)('the key service of AWS (skipped without moto in apps/ml/.venv)', () => {
  let server: AwsServer;
  let client: KMSClient;
  let keyId = '';

  beforeAll(async () => {
    Object.assign(process.env, AWS_VARIABLES);
    server = await startAws();
    client = new KMSClient({ endpoint: server.url });
    keyId = await newKey();
  });
  afterAll(() => server.stop());

  const newKey = async (): Promise<string> =>
    (await client.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
  const kmsOf = (id: string): Kms => new AwsKms({ keyId: id, endpoint: server.url });

  holdsToThePort(() => kmsOf(keyId));

  it('names the key behind an alias, so that what was wrapped opens after the alias has moved on', async () => {
    const next = await newKey();
    await client.send(new CreateAliasCommand({ AliasName: 'alias/twin', TargetKeyId: keyId }));
    const old = await kmsOf('alias/twin').wrap(KEY, 'c');
    await client.send(new UpdateAliasCommand({ AliasName: 'alias/twin', TargetKeyId: next }));
    expect(await kmsOf('alias/twin').unwrap(old, 'c')).toEqual(KEY);
    expect(await kmsOf('alias/twin').currentKeyId()).not.toBe(old.masterKeyId);
  });

  it('says that it was refused when the master key is unknown', async () => {
    const unknown = kmsOf('11111111-2222-3333-4444-555555555555');
    await expect(unknown.wrap(KEY, 'c')).rejects.toMatchObject({ code: 'KMS_REFUSED' });
    await expect(unknown.currentKeyId()).rejects.toMatchObject({ code: 'KMS_REFUSED' });
  });

  it('says that it is down when it does not answer, and works again afterwards', async () => {
    const own = await startAws();
    await own.stop();
    const kms = new AwsKms({ keyId, endpoint: own.url, timeoutMs: 500 });
    await expect(kms.wrap(KEY, 'c')).rejects.toMatchObject({ code: 'KMS_UNAVAILABLE' });
    await expect(kms.currentKeyId()).rejects.toMatchObject({ code: 'KMS_UNAVAILABLE' });
    expect(await kmsOf(keyId).unwrap(await kmsOf(keyId).wrap(KEY, 'c'), 'c')).toEqual(KEY);
  });
});
