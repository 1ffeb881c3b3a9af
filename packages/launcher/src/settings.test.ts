import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

describe('the settings of a start', () => {
  it('listen on this machine only unless told otherwise', () => {
    expect(readSettings([], {})).toMatchObject({ host: '127.0.0.1', port: 4180 });
  });

  it('take the command line before the environment', () => {
    const env = { PORT: '5000', HOST: '0.0.0.0', DATA_DIR: '/from/env' };
    expect(readSettings(['--port', '6000', '--data-dir', '/from/flag'], env)).toMatchObject({
      host: '0.0.0.0',
      port: 6000,
      dataDir: '/from/flag',
    });
  });

  it.each(['http', '-1', '70000', '1e3', ' 80'])('refuse the port "%s" with a fix', (port) => {
    expect(() => readSettings([`--port=${port}`], {})).toThrow(/is not a port/);
  });

  it('name the options when one is unknown', () => {
    expect(() => readSettings(['--prot', '1'], {})).toThrow(
      expect.objectContaining({ fix: expect.stringContaining('--data-dir') }),
    );
  });

  it('never show a database address, which holds a password', () => {
    const refusal = () => readSettings([], { DATABASE_URL: 'mysql://me:hunter2@host/db' });
    expect(refusal).toThrow(/DATABASE_URL is not a PostgreSQL address/);
    expect(refusal).not.toThrow(/hunter2/);
  });

  it("want the app's address beside the owner's", () => {
    expect(() => readSettings([], { DATABASE_OWNER_URL: 'postgresql://o@h/d' })).toThrow(
      /without DATABASE_URL/,
    );
  });
});
