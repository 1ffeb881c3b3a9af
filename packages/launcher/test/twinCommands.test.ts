import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LauncherProcess, launch, temporaryFolder } from './support/launcherProcess.ts';
import { Person } from './support/person.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PASSWORD = 'correct horse battery staple';

let base: Awaited<ReturnType<typeof temporaryFolder>>;
let product: LauncherProcess;
let address: string;
beforeAll(async () => {
  base = await temporaryFolder();
  product = launch(['--port', '0', '--data-dir', join(base.path, 'data')], { REGISTRATION: 'open' });
  address = await product.address;
}, 120_000);
afterAll(async () => {
  product.child.kill('SIGTERM');
  await product.ended;
  await base.remove();
});

/** Runs `twin` as a person does in a terminal. */
async function twin(person: string, ...args: string[]) {
  const env = { ...process.env, TWIN_SERVER: address, TWIN_EMAIL: person, TWIN_PASSWORD: PASSWORD };
  const child = spawn(process.execPath, ['packages/cli/bin/twin.js', ...args], { cwd: ROOT, env });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text.out += piece;
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    text.err += piece;
  });
  const status = await new Promise((done) => child.once('close', done));
  return { status, ...text };
}

async function register(email: string): Promise<string> {
  await new Person(address).register(email, PASSWORD);
  return email;
}

describe('twin import and twin export', () => {
  it('bring files in, give everything out, and give the same bytes after a restore elsewhere', async () => {
    const ada = await register('ada@example.com');
    const fills = 'fixtures/accounts/trader/fills.csv';
    const imported = await twin(ada, 'import', fills, 'fixtures/ok/exports/kraken-trades.csv');
    expect(imported).toMatchObject({ status: 0, err: '' });
    expect(imported.out).toMatch(/^fixtures\/accounts\/trader\/fills\.csv: \d+ rows read: \d+ new, 0 known/);
    expect((await twin(ada, 'import', fills)).out).toMatch(/: 0 new, \d+ known/);
    const first = join(base.path, 'first.zip');
    const second = join(base.path, 'second.zip');
    expect((await twin(ada, 'export', '--out', first)).status).toBe(0);
    const bo = await register('bo@example.com');
    expect((await twin(bo, 'import', '--restore', first)).status).toBe(0);
    expect((await twin(bo, 'export', '--out', second)).status).toBe(0);
    expect(await readFile(second)).toEqual(await readFile(first));
  });

  it('say in a line what is wrong, with status 2: unreadable file, wrong password, no server, a file in the way', async () => {
    const cy = await register('cy@example.com');
    const broken = await twin(cy, 'import', 'fixtures/rejected/exports/unknown-columns.csv');
    expect(broken).toMatchObject({ status: 2, out: '' });
    expect(broken.err).toMatch(/^twin: fixtures\/rejected\/exports\/unknown-columns\.csv: \S.*\n$/);
    expect(await twin('nobody@example.com', 'export')).toMatchObject({ status: 2, out: '' });
    const nowhere = await twin(cy, 'export', '--server', 'http://127.0.0.1:1');
    expect(nowhere).toMatchObject({ status: 2, err: expect.stringContaining('does not answer') });
    const taken = join(base.path, 'taken.zip');
    await writeFile(taken, 'mine');
    expect(await twin(cy, 'export', '--out', taken)).toMatchObject({
      status: 2,
      err: expect.stringContaining('is there already'),
    });
    expect(await readFile(taken, 'utf8')).toBe('mine');
  });
});

describe('twin candles', () => {
  it('gives the candle files of a folder to the server, zipped or not, and nothing when a name says too little', async () => {
    const di = await register('di@example.com');
    const folder = join(base.path, 'candles');
    await mkdir(folder);
    const bars = [
      'ts,open,high,low,close,volume',
      '2026-01-05T00:00:00Z,1,2,1,2,5',
      '2026-01-05T01:00:00Z,2,3,2,3,5',
    ];
    await writeFile(join(folder, 'BTC-USD-1h.csv'), bars.join('\n'));
    await writeFile(join(folder, 'ETH-USD-1h.csv.gz'), gzipSync(bars.join('\n')));
    const given = await twin(di, 'candles', folder);
    expect(given).toMatchObject({ status: 0, err: '' });
    expect(given.out.match(/2 candles of (BTC|ETH)-USD read, 2 new or changed/g)).toHaveLength(2);
    expect((await twin(di, 'candles', folder)).out).toMatch(/, 0 new or changed\n/);
    const nameless = join(base.path, 'prices.csv');
    await writeFile(nameless, bars.join('\n'));
    expect(await twin(di, 'candles', nameless)).toMatchObject({
      ...{ status: 2, out: '', err: expect.stringContaining('name it like BTC-USD-1h.csv') },
    });
  });
});
