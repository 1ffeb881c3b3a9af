import { describe, expect, it } from 'vitest';
import { identifyTrades } from '../identity.ts';
import { isProblem, parseFile } from '../parseFile.ts';
import { splitKrakenPair } from './pair.ts';

const hash = (text: string) => Buffer.from(text).toString('hex');

function idsOf(...lines: string[]): string[] {
  const parsed = parseFile({ name: 'kraken.csv', bytes: new TextEncoder().encode(lines.join('\n')) });
  if (isProblem(parsed)) throw new Error(parsed.message);
  return identifyTrades(parsed, 'main', hash).map(({ extId }) => extId);
}

describe("a pair in Kraken's old names", () => {
  it.each([
    ['USDTZUSD', 'USDT-USD'],
    ['USDTZEUR', 'USDT-EUR'],
    ['USDCZUSD', 'USDC-USD'],
    ['ZEURZUSD', 'EUR-USD'],
    ['ZUSDZJPY', 'USD-JPY'],
    ['XXBTZUSD', 'BTC-USD'],
  ])('%s is %s: the Z before a currency belongs to no coin', (text, symbol) => {
    const pair = splitKrakenPair(text);
    expect(`${pair?.base}-${pair?.quote}`).toBe(symbol);
  });

  it.each([
    ['XTZUSD', 'XTZ-USD'],
    ['XTZEUR', 'XTZ-EUR'],
    ['FOOZUSD', 'FOOZ-USD'],
  ])('%s is %s: a coin that ends in Z keeps its name', (text, symbol) => {
    const pair = splitKrakenPair(text);
    expect(`${pair?.base}-${pair?.quote}`).toBe(symbol);
  });

  it('gives one trade one identity in trades.csv and ledgers.csv', () => {
    const trades = idsOf(
      'txid,ordertxid,pair,time,type,ordertype,price,cost,fee,vol,margin,misc,ledgers',
      'TA-1,O1,USDTZUSD,2023-11-12 19:04:13,buy,market,1.0002,1000.2,0.2,1000,0,,"L1,L2"',
      'TA-2,O2,ZEURZUSD,2023-11-12 20:04:13,buy,market,1.10,110,0.2,100,0,,"L3,L4"',
    );
    const ledgers = idsOf(
      'txid,refid,time,type,subtype,aclass,asset,amount,fee,balance',
      'L1,TA-1,2023-11-12 19:04:13,trade,,currency,ZUSD,-1000.2,0.2,0',
      'L2,TA-1,2023-11-12 19:04:13,trade,,currency,USDT,1000,0,1000',
      'L3,TA-2,2023-11-12 20:04:13,trade,,currency,ZUSD,-110,0.2,0',
      'L4,TA-2,2023-11-12 20:04:13,trade,,currency,ZEUR,100,0,100',
    );
    expect(trades).toEqual(['main:USDT-USD:TA-1', 'main:EUR-USD:TA-2']);
    expect(trades).toEqual(ledgers);
  });
});
