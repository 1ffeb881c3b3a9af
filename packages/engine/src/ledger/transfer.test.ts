import { decimal } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../../test/runs.ts';
import { matchTransfers, movesOf, type Transfer } from './transfer.ts';

const HOUR = 3_600_000;

function transfer(id: string, hours: number, amount: string, change: Partial<Transfer> = {}): Transfer {
  return {
    ...{ id, account: 'kraken', broker: 'kraken', asset: 'BTC' },
    amount: decimal(amount),
    ts: hours * HOUR,
    ...change,
  };
}
const at = (account: string) => ({ account, broker: account });
const idsOf = (pairs: ReturnType<typeof matchTransfers>['pairs']) =>
  pairs.map((pair) => [pair.out.id, pair.in.id]);

describe('transfers between own accounts', () => {
  it('are a withdrawal and the deposit of the same coin elsewhere, less what the network took', () => {
    const found = matchTransfers([
      transfer('out', 0, '-1.0005'),
      transfer('in', 1, '1', at('coinbase')),
      transfer('other coin', 1, '1', { ...at('coinbase'), asset: 'ETH' }),
    ]);
    expect(idsOf(found.pairs)).toEqual([['out', 'in']]);
    expect(found.unmatched.map(({ id }) => id)).toEqual(['other coin']);
    expect(movesOf(found)).toEqual([
      {
        ...{ id: 'in', from: 'kraken', to: 'coinbase', asset: 'BTC', ts: HOUR },
        ...{ sent: decimal('1.0005'), received: decimal('1') },
      },
    ]);
  });

  it.each([
    ['more arrived than was sent', '1.1', 1, at('coinbase')],
    ['less arrived than any network takes', '0.9', 1, at('coinbase')],
    ['it came after two days', '1', 49, at('coinbase')],
    ['it came to where it went from', '1', 1, {}],
    ['it came long before', '1', -1, at('coinbase')],
  ])('are not paired where %s', (_why, amount, hours, place) => {
    const { pairs, unmatched } = matchTransfers([
      transfer('out', 0, '-1'),
      transfer('in', hours, amount, place),
    ]);
    expect(pairs).toEqual([]);
    expect(unmatched).toHaveLength(2);
  });

  it('take the nearest amount of several, and each is paired once', () => {
    const { pairs } = matchTransfers([
      transfer('a', 0, '-1.01'),
      transfer('b', 1, '-1.001'),
      transfer('x', 2, '1', at('coinbase')),
      transfer('y', 3, '1', at('coinbase')),
    ]);
    expect(idsOf(pairs)).toEqual([
      ['b', 'x'],
      ['a', 'y'],
    ]);
  });

  it.each([
    ['the network takes a twentieth', '-1', '0.95', 1],
    ['the network takes nothing', '-1', '1', 1],
    ['it takes two days', '-1', '1', 48],
    ['it is printed ten minutes before', '-1', '1', -1 / 6],
  ])('are paired where %s', (_why, sent, received, hours) => {
    const sides = [transfer('out', 0, sent), transfer('in', hours, received, at('coinbase'))];
    expect(idsOf(matchTransfers(sides).pairs)).toEqual([['out', 'in']]);
  });

  it('are none of two that came, of two that went, or of nothing', () => {
    for (const amounts of [
      ['1', '1'],
      ['-1', '-1'],
      ['0', '0'],
    ] as const) {
      const sides = amounts.map((amount, i) => transfer(`t${i}`, i, amount, at(`account ${i}`)));
      expect(matchTransfers(sides)).toMatchObject({
        pairs: [],
        unmatched: amounts[0] === '0' ? [] : [{}, {}],
      });
    }
  });

  it('take the older of two that are as near, at one moment the one that is named first', () => {
    const pairsOf = (...waiting: Transfer[]) =>
      idsOf(matchTransfers([...waiting, transfer('in', 2, '1', at('coinbase'))]).pairs);
    expect(pairsOf(transfer('b', 0, '-1'), transfer('a', 1, '-1'))).toEqual([['b', 'in']]);
    expect(pairsOf(transfer('b', 1, '-1'), transfer('a', 1, '-1'))).toEqual([['a', 'in']]);
  });

  it('that stay alone are told in order of time, whatever coin they are', () => {
    const alone = [
      transfer('c', 90, '-1', { asset: 'ETH' }),
      transfer('a', 0, '-1'),
      transfer('d', 99, '-1'),
      transfer('b', 10, '-1', { asset: 'ETH' }),
    ];
    expect(matchTransfers(alone).unmatched.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('within one account pair two venues, and move nothing', () => {
    const found = matchTransfers([
      transfer('out', 0, '-1'),
      transfer('in', 0.1, '1', { broker: 'coinbase' }),
    ]);
    expect(idsOf(found.pairs)).toEqual([['out', 'in']]);
    expect(movesOf(found)).toEqual([]);
  });

  it('are paired by what was known: later transfers change no earlier pair, nor does the order of the list', () => {
    const drawn = fc.tuple(fc.nat(60), fc.integer({ min: -20, max: 20 }), fc.nat(2), fc.boolean());
    const lists = fc.array(drawn, { maxLength: 24 }).map((draws) =>
      draws.map(([hours, amount, place, isEth], index) =>
        transfer(`t${String(index).padStart(2, '0')}`, hours, String(amount), {
          ...at(`account ${place}`),
          asset: isEth ? 'ETH' : 'BTC',
        }),
      ),
    );
    fc.assert(
      fc.property(lists, fc.nat(60), (all, hours) => {
        const whole = matchTransfers(all);
        const known = matchTransfers(all.filter(({ ts }) => ts <= hours * HOUR));
        const until = whole.pairs.filter((pair) => Math.max(pair.out.ts, pair.in.ts) <= hours * HOUR);
        expect(idsOf(known.pairs)).toEqual(idsOf(until));
        expect(idsOf(matchTransfers(all.toReversed()).pairs)).toEqual(idsOf(whole.pairs));
        const counted = whole.pairs.length * 2 + whole.unmatched.length;
        expect(counted).toBe(all.filter(({ amount }) => amount !== 0n).length);
      }),
      { numRuns: runsOf(500), seed: 20_261_128 },
    );
  });
});
