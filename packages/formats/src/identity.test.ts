import { describe, expect, it } from 'vitest';
import { identifyTrades, TradeIdentifier } from './identity.ts';
import { isProblem, parseFile } from './parseFile.ts';

const HEADER = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset,account\n';
const hash = (text: string) => Buffer.from(text).toString('hex');

function trades(rows: string, timezone?: string) {
  const parsed = parseFile({
    name: 'x',
    bytes: new TextEncoder().encode(HEADER + rows),
    ...(timezone ? { timezone } : {}),
  });
  if (isProblem(parsed)) throw new Error(parsed.message);
  return parsed.trades;
}

const idsOf = (rows: string, timezone?: string) =>
  identifyTrades({ trades: trades(rows, timezone) }, 'main', hash).map(({ extId }) => extId);

describe('the identity of a fill', () => {
  it('is account, symbol and venue id, since venues count ids per symbol', () => {
    expect(
      idsOf('7,2024-01-01T00:00:00Z,BTC-USD,buy,1,1,0,,\n7,2024-01-01T00:00:00Z,ETH-USD,buy,1,1,0,,hedge\n'),
    ).toEqual(['main:BTC-USD:7', 'hedge:ETH-USD:7']);
  });

  it('is left alone when it is one of ours, so that an export leads back to the same trades', () => {
    const content = idsOf(',2024-01-01T00:00:00Z,BTC-USD,buy,1,1,0,,main\n')[0] ?? '';
    expect(idsOf(`main:BTC-USD:7,2024-01-01T00:00:00Z,BTC-USD,buy,1,1,0,,main\n`)).toEqual([
      'main:BTC-USD:7',
    ]);
    expect(idsOf(`${content},2024-01-01T00:00:00Z,BTC-USD,buy,1,1,0,,main\n`)).toEqual([content]);
  });

  it('does not change with the zone in which the file is read', () => {
    const row = ',2024-01-01 00:00:00,BTC-USD,buy,1,1,0,,\n';
    expect(idsOf(row, 'Asia/Tokyo')).toEqual(idsOf(row, 'UTC'));
    expect(trades(row, 'Asia/Tokyo')[0]?.ts).not.toBe(trades(row, 'UTC')[0]?.ts);
  });

  it('counts equal rows on from batch to batch', () => {
    const row = ',2024-01-01T00:00:00Z,BTC-USD,buy,1,1,0,,\n';
    const whole = idsOf(row.repeat(5));
    const identifier = new TradeIdentifier('main', hash);
    const all = trades(row.repeat(5));
    const pieces = [...identifier.identify(all.slice(0, 2)), ...identifier.identify(all.slice(2))];
    expect(pieces.map(({ extId }) => extId)).toEqual(whole);
    expect(new Set(whole).size).toBe(5);
  });
});
