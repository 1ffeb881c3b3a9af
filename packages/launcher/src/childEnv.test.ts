import { describe, expect, it } from 'vitest';
import { childEnv } from './childEnv.ts';
import { readSettings } from './settings.ts';

function environment(program: 'api' | 'worker' | 'migrate', variables: NodeJS.ProcessEnv, embedded = true) {
  return childEnv(program, {
    settings: readSettings([], variables),
    folder: { path: '/data', id: '0'.repeat(18) },
    database: {
      appUrl: 'postgresql://twin_app@h/twin',
      ownerUrl: 'postgresql://twin_owner@h/twin',
      embedded: embedded ? ({ port: 1 } as never) : null,
    },
    port: 4180,
    secretPath: '/data/secrets/app-secret',
    masterKeysPath: '/data/secrets/master-keys',
  });
}

describe('the environment of the started programs', () => {
  it("gives the owner's connection to migrations alone", () => {
    const given = { DATABASE_URL: 'postgresql://a@h/d', DATABASE_OWNER_URL: 'postgresql://o@h/d' };
    expect(environment('migrate', given)['DATABASE_OWNER_URL']).toBe('postgresql://twin_owner@h/twin');
    expect(environment('api', given)).not.toHaveProperty('DATABASE_OWNER_URL');
    expect(environment('worker', given)).not.toHaveProperty('DATABASE_OWNER_URL');
    expect(environment('api', given)['DATABASE_URL']).toBe('postgresql://twin_app@h/twin');
  });

  it('offers the demo with the built-in database only, and lets the person decide', () => {
    expect(environment('api', {})['DEMO']).toBe('on');
    expect(environment('api', { DEMO: 'off' })['DEMO']).toBe('off');
    expect(environment('api', {}, false)).not.toHaveProperty('DEMO');
  });

  it("names a file for the app's secret unless the person gives one", () => {
    expect(environment('worker', {})['APP_SECRET_FILE']).toBe('/data/secrets/app-secret');
    expect(environment('worker', { APP_SECRET_FILE: '/mine' })['APP_SECRET_FILE']).toBe('/mine');
    expect(environment('worker', { APP_SECRET: 'x'.repeat(32) })).not.toHaveProperty('APP_SECRET_FILE');
  });

  it('names a file of master keys unless the person gives keys or a key service', () => {
    expect(environment('api', {})['MASTER_KEYS_FILE']).toBe('/data/secrets/master-keys');
    expect(environment('api', { MASTER_KEYS_FILE: '/mine' })['MASTER_KEYS_FILE']).toBe('/mine');
    expect(environment('api', { MASTER_KEYS: 'x' })).not.toHaveProperty('MASTER_KEYS_FILE');
    expect(environment('worker', { KMS_KEY_ID: 'alias/twin' })).not.toHaveProperty('MASTER_KEYS_FILE');
  });

  it("puts the person's Node options after ours, where they win", () => {
    expect(environment('api', { NODE_OPTIONS: '--max-old-space-size=999' })['NODE_OPTIONS']).toMatch(
      / --max-old-space-size=999$/,
    );
  });
});
