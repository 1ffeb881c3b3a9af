import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { analyze } from './analyze.ts';
import { Unusable } from './command.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const isHere = existsSync(`${folder}fills`);
const scratch = mkdtempSync(join(tmpdir(), 'twin-analyze-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Coin {
  symbol: string;
  fills: number;
  closedPnlSum: string;
  averageCostCheck: { closesWithUnknownCost: number };
}

async function run(...args: string[]): Promise<string> {
  const printed: string[] = [];
  const terminal = { out: (text: string) => void printed.push(text), err: () => undefined };
  expect(await analyze.run(args, terminal)).toBe(0);
  return printed.join('\n');
}

function write(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

/** Wins and losses in turn, each loss followed by a re-entry of twice the size within 10 minutes; prices near 100 ÷ scale. */
function canonicalCsv(trades: number, symbol = 'BTC-USD', scale = 1): string {
  const rows = ['ext_id,ts,symbol,side,qty,price,fee,fee_asset'];
  const row = (id: number, ts: number, side: string, qty: number, price: number) =>
    rows.push(`${id},${new Date(ts).toISOString()},${symbol},${side},${qty},${price / scale},0,`);
  for (let i = 0; i < trades; i += 1) {
    const begin = Date.UTC(2025, 0, 1) + i * 21_600_000;
    const isRevenge = i % 4 === 3;
    const isLoss = i % 4 >= 2;
    const opened = isRevenge ? begin - 21_600_000 + 3_900_000 : begin;
    row(i * 2, opened, 'buy', isRevenge ? 2 : 1, 100);
    row(i * 2 + 1, opened + 3_600_000, 'sell', isRevenge ? 2 : 1, isLoss ? 97 : 101);
  }
  return rows.join('\n');
}

describe('twin analyze', () => {
  if (!isHere) it.skip('on real accounts needs the folder ../shared/data/fills, which is not here', () => {});

  it.skipIf(!isHere).each(['account-a', 'account-b'])(
    'gives the fills and the closed P&L of %s',
    async (name) => {
      const { accounts } = JSON.parse(readFileSync(`${folder}fills/hyperliquid.expected.json`, 'utf8'));
      const file = `${folder}fills/hyperliquid-${name}.csv`;
      const analysis = JSON.parse(await run(file, '--json', '--all'));
      const coins: Coin[] = accounts[name].perCoin;
      expect(analysis.bySymbol).toHaveLength(coins.length);
      for (const coin of coins) {
        const own = analysis.bySymbol.find(({ symbol }: { symbol: string }) => symbol === coin.symbol);
        expect(own.fills).toBe(coin.fills);
        if (coin.averageCostCheck.closesWithUnknownCost > 0) continue;
        const error = Math.abs(Number(own.realisedPnlGross) - Number(coin.closedPnlSum));
        expect(error).toBeLessThanOrEqual(
          Math.max(0.02 * coin.fills, 0.001 * Math.abs(Number(coin.closedPnlSum))),
        );
      }
      expect(analysis.input.accepted).toBe(accounts[name].fills);
      expect(analysis.tags.length).toBeGreaterThan(0);
    },
  );

  it('prints the same bytes for the same input', async () => {
    const file = write('same.csv', canonicalCsv(80));
    expect(await run(file, '--json')).toBe(await run(file, '--json'));
  });

  it('counts every fill of a file that is given twice as duplicate', async () => {
    const file = write('once.csv', canonicalCsv(40));
    const copy = write('twice.csv', canonicalCsv(40));
    const once = JSON.parse(await run(file, '--json'));
    const twice = JSON.parse(await run(file, copy, '--json'));
    expect(twice.input).toEqual({ ...once.input, read: 160, duplicate: 80 });
    expect({ ...twice, input: null }).toEqual({ ...once, input: null });
  });

  it('tags quick, larger re-entries after losses, and only what is sure unless --all is given', async () => {
    const file = write('revenge.csv.gz', gzipSync(canonicalCsv(120)));
    const shown = JSON.parse(await run(file, '--json')).tags;
    const all = JSON.parse(await run(file, '--json', '--all')).tags;
    const revenge = shown.filter(({ label }: { label: string }) => label === 'revenge_trade');
    expect(revenge.length).toBeGreaterThan(10);
    for (const tag of shown) expect(tag.confidence).toBeGreaterThanOrEqual(0.6);
    for (const tag of all) expect(tag.confidence).toBeGreaterThanOrEqual(0.2);
    expect(all.length).toBeGreaterThan(shown.length);
    for (const { decisionId, fillIds } of shown) expect(fillIds[0]).toBe(decisionId);
  });

  it('takes candles by file name, by SYMBOL=FILE and from a folder', async () => {
    const bars = Array.from({ length: 900 }, (_, hour) => {
      const price = 100 + 5 * Math.sin(hour / 9) + (hour % 7) / 3;
      const ts = new Date(Date.UTC(2024, 11, 15) + hour * 3_600_000).toISOString();
      return `${ts},${price},${price + 1},${price - 1},${price},10`;
    });
    const text = ['ts,open,high,low,close,volume', ...bars].join('\n');
    const named = write('BTC-USD-1h.csv.gz', gzipSync(text));
    const other = write('bitcoin.csv', text);
    const file = write('fills.csv', canonicalCsv(60));
    const byName = await run(file, '--json', '--all', '--candles', named);
    expect(await run(file, '--json', '--all', '--candles', `BTC-USD=${other}`)).toBe(byName);
    expect(await run(file, '--json', '--all', '--candles', scratch)).toBe(byName);
    expect(byName).not.toBe(await run(file, '--json', '--all'));
  });

  it('prints results and costs in coins with the places of coins, in money with cents', async () => {
    const inCoins = await run(write('in-coins.csv', canonicalCsv(120, 'ETH-BTC', 1e6)), '--all');
    const inMoney = await run(write('in-money.csv', canonicalCsv(120, 'ETH-USDC')), '--all');
    expect(inCoins).toMatch(/^ETH-BTC .* -0\.00021 +-0\.00021 +– +BTC$/m);
    expect(inCoins).toMatch(
      /^revenge_trade +skip +\d+ +\d+ +0\.000\d{3,5} +0\.000\d{3,5} and 0\.000\d{3,5} .* BTC$/m,
    );
    expect(inMoney).toMatch(/^ETH-USDC .* -210 +-210 +– +USDC$/m);
    expect(inMoney).toMatch(
      /^revenge_trade +skip +\d+ +\d+ +\d+\.\d\d? +\d+\.\d\d? and \d+\.\d\d? .* USDC$/m,
    );
  });

  it('says which fees have no rate beside every figure that does not contain them', async () => {
    const paid = canonicalCsv(120).replaceAll(/,0,$/gm, ',0.001,BNB');
    const file = write('unpriced.csv', paid);
    const text = await run(file, '--all');
    expect(text).toMatch(/^ {2}BTC-USD: without 0\.24 BNB of fees that have no rate$/m);
    expect(text).toMatch(/^ {2}revenge_trade, in USD: without 0\.0\d+ BNB of fees that have no rate$/m);
    const { biases } = JSON.parse(await run(file, '--json', '--all'));
    const { cost } = biases.find(({ label }: { label: string }) => label === 'revenge_trade');
    expect(cost.fees).toBe('0');
    expect(cost.unpricedFees).toMatchObject([{ asset: 'BNB' }]);
    expect(await run(write('free.csv', canonicalCsv(120)), '--all')).not.toContain('no rate');
  });

  it('refuses a file without trades and a candle file without a symbol in its name', () => {
    const empty = write('empty.csv', '');
    const file = write('few.csv', canonicalCsv(4));
    const unnamed = write('prices.csv', 'ts,open,high,low,close,volume\n');
    expect(() => analyze.run([empty], { out: () => undefined, err: () => undefined })).toThrow(Unusable);
    expect(() =>
      analyze.run([file, '--candles', unnamed], { out: () => undefined, err: () => undefined }),
    ).toThrow(/name it like BTC-USD-1h/);
  });
});
