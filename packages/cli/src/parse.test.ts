import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

async function run(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await parse.run(args, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { exitCode, out, err };
}

describe('twin parse', () => {
  it('prints one JSON document a line for each file, with the agreed fields', async () => {
    const files = [`${fixtures}ok/exports/kraken-trades.csv`, `${fixtures}ok/exports/coinbase.csv`];
    const { exitCode, out } = await run(...files, '--json');
    expect(exitCode).toBe(0);
    const documents = out.map((text) => JSON.parse(text));
    expect(documents.map(({ file, format, timezone }) => [file, format, timezone])).toEqual([
      [files[0], 'kraken-trades', 'UTC'],
      [files[1], 'coinbase', 'UTC'],
    ]);
    expect(documents[0].trades[0]).toMatchObject({
      line: 2,
      broker: 'kraken',
      extId: 'TAAAAA-BBBBB-CCCCC1',
      symbol: 'BTC-EUR',
      side: 'buy',
      qty: '0.01',
      price: '40000',
      fee: '0.64',
      feeAsset: 'EUR',
      ts: '2024-01-02T03:04:05.6789Z',
    });
    expect(documents[1].ignored).toEqual([
      { line: 8, reason: 'income' },
      { line: 10, reason: 'transfer' },
      { line: 11, reason: 'internal-transfer' },
    ]);
    expect(documents[1].transfers[0]).toMatchObject({ line: 10, asset: 'BTC', amount: '-0.01' });
  });

  it('is the same to the byte at every run', async () => {
    const file = `${fixtures}ok/exports/binance-statement.csv`;
    expect(await run(file, '--json')).toEqual(await run(file, '--json'));
  });

  it('exits 2 with a plain message when a file cannot be used, and still reads the others', async () => {
    const { exitCode, out, err } = await run(
      `${fixtures}rejected/exports/empty.csv`,
      `${fixtures}ok/exports/bitfinex.csv`,
    );
    expect(exitCode).toBe(2);
    expect(err).toEqual([expect.stringContaining('The file is empty.')]);
    expect(out).toHaveLength(1);
  });

  it('accounts for every row of an unknown table in JSON too', async () => {
    const { exitCode, out } = await run(`${fixtures}rejected/exports/unknown-columns.csv`, '--json');
    expect(exitCode).toBe(2);
    const [document] = out.map((text) => JSON.parse(text));
    expect(document.rejected.map(({ line }: { line: number }) => line)).toEqual([2, 3]);
    expect(document.problem.code).toBe('unknown-format');
  });

  it('shows trades and rejected rows in words without --json', async () => {
    const { out } = await run(`${fixtures}ok/traps/13-rows-that-are-no-trades.csv`);
    expect(out.join('\n')).toContain('buy  1 ETH-USDT at 3000, fee 0.001 ETH');
    expect(out.join('\n')).toContain('line 6, price: the cell is empty');
  });

  it('reads dates in the order that the person gives', async () => {
    const file = `${fixtures}ok/traps/11-ambiguous-dates.csv`;
    expect((await run(file)).exitCode).toBe(2);
    expect((await run(file, '--dates', 'month-first')).exitCode).toBe(0);
  });

  it.each([
    [[], 'no file given'],
    [['--nope', 'x.csv'], 'Unknown option'],
    [['no-such-file.csv'], 'there is no such file'],
    [[fixtures], 'this is a folder'],
    [['x.csv', '--dates', 'sideways'], '--dates is'],
  ])('refuses the arguments %j', async (args, message) => {
    await expect(run(...args)).rejects.toThrow(message);
  });
});
