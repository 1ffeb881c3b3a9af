import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { LocalKms } from '../src/adapters/kms/LocalKms.ts';
import type { Bytes } from '../src/lib/crypto/aesGcm.ts';
import { Keyring } from '../src/lib/crypto/keyring.ts';
import { DATA_KEY_DAYS, renewKeys, type SealedRows } from '../src/lib/crypto/renewKeys.ts';
import { Secret } from '../src/lib/crypto/Secret.ts';
import { keyVersionOf, openToken, type SealContext, sealToken } from '../src/lib/crypto/tokenSeal.ts';
import type { Kms } from '../src/ports/kms.ts';
import { createPerson } from './support/people.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();
beforeAll(() =>
  Promise.all(
    ['ann', 'ben', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal', 'ida'].map((id) => createPerson(database, id)),
  ),
);

const masterKey = (byte: number): Secret<Bytes> => new Secret(new Uint8Array(32).fill(byte));
const clock = { now: () => new Date('2026-01-01') };
const keyringOf = (kms: Kms) => new Keyring({ kms, clock });
const keyring = keyringOf(new LocalKms([masterKey(1)]));
const contextOf = (userId: string): SealContext => ({
  userId,
  purpose: 'coinbase.access',
  row: 'connection-1',
});
const TOKEN = 'ory_at_Zürich-42';

const seal = (userId: string, ring = keyring) =>
  database.forUser(userId, ({ dataKeys: store }) =>
    sealToken({ keyring: ring, store }, new Secret(TOKEN), contextOf(userId)),
  );
const open = (userId: string, blob: Uint8Array, ring = keyring, context = contextOf(userId)) =>
  database.forUser(userId, ({ dataKeys: store }) => openToken({ keyring: ring, store }, blob, context));

describe('a sealed token', () => {
  it('opens to what was sealed, in another process too', async () => {
    const blob = await seal('ann');
    expect((await open('ann', blob)).reveal()).toBe(TOKEN);
    expect((await open('ann', blob, keyringOf(new LocalKms([masterKey(1)])))).reveal()).toBe(TOKEN);
  });

  it('never has the same bytes twice, and shows nothing of the token', async () => {
    const [first, second] = [await seal('ann'), await seal('ann')];
    expect(Buffer.from(first).equals(second)).toBe(false);
    expect(Buffer.from(first).includes(TOKEN.slice(0, 4))).toBe(false);
  });

  it('does not open when any one of its bytes is changed, or when it is cut', async () => {
    const blob = await seal('ann');
    for (let index = 0; index < blob.length; index += 1) {
      const changed = Uint8Array.from(blob, (byte, at) => (at === index ? byte ^ 1 : byte));
      await expect(open('ann', changed), `byte ${index}`).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    }
    for (const length of [0, 4, 5, 32, blob.length - 1]) {
      await expect(open('ann', blob.slice(0, length))).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    }
  });

  it('does not open for another person, purpose or row, nor with parts moved between them', async () => {
    const blob = await seal('ann');
    await seal('ben');
    await expect(open('ben', blob)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    const others = [
      { ...contextOf('ann'), purpose: 'coinbase.refresh' },
      { ...contextOf('ann'), row: 'connection-2' },
      { ...contextOf('ann'), purpose: 'coinbase.accessc', row: 'onnection-1' },
    ];
    for (const context of others) {
      await expect(open('ann', blob, keyring, context)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    }
  });

  it('is opened by retired keys and sealed by the newest', async () => {
    const old = await seal('cat');
    const version = await database.forUser('cat', ({ dataKeys }) => keyring.rotate(dataKeys, 'cat'));
    const fresh = await seal('cat');
    expect([keyVersionOf(old), keyVersionOf(fresh), version]).toEqual([1, 2, 2]);
    expect((await open('cat', old)).reveal()).toBe(TOKEN);
    expect((await open('cat', fresh)).reveal()).toBe(TOKEN);
  });

  it('survives a new master key while the old one is known, and only then', async () => {
    const blob = await seal('dan');
    const both = keyringOf(new LocalKms([masterKey(2), masterKey(1)]));
    expect((await open('dan', blob, both)).reveal()).toBe(TOKEN);
    const onlyNew = keyringOf(new LocalKms([masterKey(2)]));
    await expect(open('dan', blob, onlyNew)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  });

  it('uses one key when two first uses happen at once', async () => {
    const blobs = await Promise.all([seal('eve'), seal('eve', keyringOf(new LocalKms([masterKey(1)])))]);
    const keys = await query(database.ownerUrl, `SELECT version FROM "DataKey" WHERE "userId" = 'eve'`);
    expect(keys).toEqual([{ version: 1 }]);
    for (const blob of blobs) expect((await open('eve', blob)).reveal()).toBe(TOKEN);
  });

  it('is lost with the key row, which is how an account is shredded', async () => {
    const blob = await seal('eve');
    await query(database.ownerUrl, `DELETE FROM "DataKey" WHERE "userId" = 'eve'`);
    await expect(open('eve', blob)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  });
});

describe('the care of keys', () => {
  const DAY_MS = 86_400_000;
  const atDay = (day: number) => new Date(Date.parse('2026-01-01') + day * DAY_MS);

  /** One sealed value in the place of a row. */
  function place(userId: string, blob: Uint8Array) {
    const rows: SealedRows = {
      listSealed: async () => [{ context: contextOf(userId), blob }],
      replaceSealed: async (value, fresh) => {
        if (value.blob === blob) blob = fresh;
      },
    };
    return { rows: [rows], stored: () => blob };
  }

  const renew = (userId: string, rows: SealedRows[], now: Date, ring = keyring) =>
    database.forUser(userId, ({ dataKeys: store }) => renewKeys({ keyring: ring, store, rows, now }, userId));
  const versions = async (userId: string) =>
    (
      await query(database.ownerUrl, `SELECT version FROM "DataKey" WHERE "userId" = $1 ORDER BY 1`, [userId])
    ).map(({ version }) => version);

  it('seals by a new key what an old one sealed, and shreds the old key a day later', async () => {
    const { rows, stored } = place('fay', await seal('fay'));
    await query(database.ownerUrl, `UPDATE "DataKey" SET "createdAt" = $1 WHERE "userId" = 'fay'`, [
      atDay(0),
    ]);
    const ring = new Keyring({
      kms: new LocalKms([masterKey(1)]),
      clock: { now: () => atDay(DATA_KEY_DAYS) },
    });
    await renew('fay', rows, atDay(DATA_KEY_DAYS - 1), ring);
    expect(keyVersionOf(stored())).toBe(1);
    await renew('fay', rows, atDay(DATA_KEY_DAYS), ring);
    expect([keyVersionOf(stored()), await versions('fay')]).toEqual([2, [1, 2]]);
    await query(database.ownerUrl, `UPDATE "DataKey" SET "createdAt" = $1 WHERE version = 2`, [
      atDay(DATA_KEY_DAYS),
    ]);
    await renew('fay', rows, atDay(DATA_KEY_DAYS + 0.9), ring);
    expect(await versions('fay')).toEqual([1, 2]);
    await renew('fay', rows, atDay(DATA_KEY_DAYS + 2), ring);
    expect(await versions('fay')).toEqual([2]);
    expect((await open('fay', stored())).reveal()).toBe(TOKEN);
  });

  it('wraps by the new master key what the old one wrapped, after which the old one may be thrown away', async () => {
    const blob = await seal('gus');
    const both = keyringOf(new LocalKms([masterKey(2), masterKey(1)]));
    const old = { madeBefore: new Date(0), retiredBefore: new Date(0) };
    const listOld = async () =>
      database.withoutUser.dataKeys.listOwnersOfOld(
        { ...old, masterKeyId: await both.currentMasterKeyId() },
        100,
      );
    expect(await listOld()).toContain('gus');
    await renew('gus', [], new Date(), both);
    expect(await listOld()).not.toContain('gus');
    const onlyNew = keyringOf(new LocalKms([masterKey(2)]));
    expect((await open('gus', blob, onlyNew)).reveal()).toBe(TOKEN);
  });

  it('changes nothing when it is run again, or when there is no key', async () => {
    const blob = await seal('hal');
    const { rows, stored } = place('hal', blob);
    const read = () => query(database.ownerUrl, `SELECT * FROM "DataKey" WHERE "userId" IN ('hal', 'ida')`);
    const before = await read();
    await renew('hal', rows, new Date());
    await renew('ida', [], new Date());
    expect(await read()).toEqual(before);
    expect(stored()).toBe(blob);
  });
});

describe('the keyring', () => {
  it('opens a wrapped key only for the person and the version that it was made for', async () => {
    await seal('ben');
    const blob = await seal('ida');
    await query(
      database.ownerUrl,
      `UPDATE "DataKey" SET "wrappedKey" = (SELECT "wrappedKey" FROM "DataKey" WHERE "userId" = 'ben')
       WHERE "userId" = 'ida'`,
    );
    await expect(open('ida', blob, keyringOf(new LocalKms([masterKey(1)])))).rejects.toMatchObject({
      code: 'SEAL_BROKEN',
    });
    const old = await seal('hal');
    await database.forUser('hal', ({ dataKeys }) => keyring.rotate(dataKeys, 'hal'));
    await query(
      database.ownerUrl,
      `UPDATE "DataKey" SET "wrappedKey" = (SELECT "wrappedKey" FROM "DataKey" WHERE "userId" = 'hal' AND version = 1)
       WHERE "userId" = 'hal' AND version = 2`,
    );
    const ring = keyringOf(new LocalKms([masterKey(1)]));
    expect((await open('hal', old, ring)).reveal()).toBe(TOKEN);
    await expect(seal('hal', ring)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  });

  it('holds keys that nobody can read out of it again', async () => {
    const { key } = await database.forUser('ann', ({ dataKeys }) => keyring.getDek(dataKeys, 'ann'));
    expect(key).toMatchObject({ extractable: false, usages: ['encrypt', 'decrypt'] });
  });

  it('asks the key service once within the time to live, and again after it', async () => {
    const local = new LocalKms([masterKey(1)]);
    let unwraps = 0;
    let now = 0;
    const kms: Kms = {
      currentKeyId: () => local.currentKeyId(),
      wrap: (key, context) => local.wrap(key, context),
      unwrap: (wrapped, context) => {
        unwraps += 1;
        return local.unwrap(wrapped, context);
      },
    };
    const ring = new Keyring({ kms, clock: { now: () => new Date(now) }, ttlMs: 1_000 });
    const blob = await seal('ann', ring);
    await open('ann', blob, ring);
    expect(unwraps).toBe(1);
    now = 1_000;
    await open('ann', blob, ring);
    expect(unwraps).toBe(2);
  });

  it('does not remember that the key service was down', async () => {
    const local = new LocalKms([masterKey(1)]);
    let isDown = true;
    const kms: Kms = {
      currentKeyId: () => local.currentKeyId(),
      wrap: (key, context) => local.wrap(key, context),
      unwrap: async (wrapped, context) => {
        if (isDown) throw new Error('key service down');
        return local.unwrap(wrapped, context);
      },
    };
    const ring = keyringOf(kms);
    const blob = await seal('ann');
    await expect(open('ann', blob, ring)).rejects.toThrow('key service down');
    isDown = false;
    expect((await open('ann', blob, ring)).reveal()).toBe(TOKEN);
  });

  it('refuses master keys of the wrong length', () => {
    expect(() => new LocalKms([new Secret(new Uint8Array(16))])).toThrow(RangeError);
  });
});

describe('a secret', () => {
  it('prints [secret] wherever it goes', () => {
    const secret = new Secret(TOKEN);
    const shown = [
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { depth: 9 }),
      String(secret),
    ];
    for (const text of shown) {
      expect(text).toContain('[secret]');
      expect(text).not.toContain(TOKEN);
    }
  });
});
