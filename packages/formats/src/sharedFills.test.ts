import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Decimal, decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { isProblem, parseFile } from './parseFile.ts';

interface ExpectedAccount {
  file: string;
  fills: number;
  firstTime: string;
  lastTime: string;
  perCoin: {
    symbol: string;
    instrument: string;
    fills: number;
    feeSums: Record<string, string>;
    startPositionFirst: string;
    positionChainBreaks: number;
  }[];
}

const folder = fileURLToPath(new URL('../../../../shared/data/fills/', import.meta.url));
const isHere = existsSync(folder);
const accounts: ExpectedAccount[] = isHere
  ? Object.values(JSON.parse(readFileSync(`${folder}hyperliquid.expected.json`, 'utf8')).accounts)
  : [];

describe('the dump of a real Hyperliquid account', () => {
  if (!isHere) it.skip('needs the folder ../shared/data/fills, which is not here', () => {});

  it.each(accounts)('$file gives every fill, fee and position of the exchange', (account) => {
    const parsed = parseFile({ name: account.file, bytes: readFileSync(folder + account.file) });
    if (isProblem(parsed)) throw new Error(parsed.message);
    expect([parsed.rejected, parsed.ignored]).toEqual([[], []]);
    expect(parsed.trades).toHaveLength(account.fills);
    expect(parsed.trades[0]?.tsText).toBe(account.firstTime);
    expect(parsed.trades.at(-1)?.tsText).toBe(account.lastTime);
    for (const coin of account.perCoin) {
      const own = parsed.trades.filter(({ symbol }) => symbol === coin.symbol);
      expect(own).toHaveLength(coin.fills);
      expect(own[0]?.instrument).toBe(coin.instrument === 'spot' ? 'spot' : 'linear');
      const fees = new Map<string, Decimal>();
      for (const { fee, feeAsset } of own) fees.set(feeAsset ?? '', (fees.get(feeAsset ?? '') ?? ZERO) + fee);
      for (const [asset, sum] of Object.entries(coin.feeSums)) expect(fees.get(asset)).toBe(decimal(sum));
      expect(formatDecimal(own[0]?.startPosition ?? ZERO)).toBe(coin.startPositionFirst);
      let breaks = 0;
      own.forEach((fill, index) => {
        const next = own[index + 1];
        const signed = fill.side === 'buy' ? fill.qty : -fill.qty;
        const inCoin = fill.feeAsset === fill.symbol.split('-')[0] ? fill.fee : ZERO;
        const gap = (next?.startPosition ?? ZERO) - (fill.startPosition ?? ZERO) - signed + inCoin;
        if (next && (gap > decimal('0.00001') || gap < -decimal('0.00001'))) breaks += 1;
      });
      expect(breaks).toBe(coin.positionChainBreaks);
    }
  });
});
