import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tradeId } from './tradeId.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the trade id', () => {
  it('is the same for the same fill and differs with user, broker and extId', () => {
    const id = tradeId('', 'coinbase', 'main:BTC-USD:1', sha256);
    expect(tradeId('', 'coinbase', 'main:BTC-USD:1', sha256)).toBe(id);
    expect(tradeId('u', 'coinbase', 'main:BTC-USD:1', sha256)).not.toBe(id);
    expect(tradeId('', 'kraken', 'main:BTC-USD:1', sha256)).not.toBe(id);
  });

  it('cannot be the same when a text moves from one part to the next', () => {
    expect(tradeId('a', 'bc', 'd', sha256)).not.toBe(tradeId('ab', 'c', 'd', sha256));
    expect(tradeId('a', 'b","c', 'd', sha256)).not.toBe(tradeId('a', 'b', 'c","d', sha256));
  });
});
