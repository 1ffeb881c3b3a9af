import { decimal } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countFact,
  dateFact,
  directionFact,
  durationFact,
  type Facts,
  fill,
  moneyFact,
  percentFact,
  ratioFact,
  symbolFact,
} from './fact.ts';
import { verifyText } from './verifier.ts';

const FACTS: Facts = {
  symbol: symbolFact('BTC-USD'),
  gap: durationFact(38 * 60_000),
  size: ratioFact(1.84),
  loss: moneyFact(decimal('-1178.856'), 'USD'),
  result: directionFact('loss'),
  side: directionFact('bought'),
  day: dateFact(Date.UTC(2025, 2, 12), 'UTC'),
  sure: percentFact(0.82),
  n: countFact(34, 'decision', 'decisions'),
};
const TEMPLATE =
  'On {day} you {side} {symbol} {gap} after a {result} of {loss}, at {size} your usual size ({sure}, {n}).';

describe('a text about a decision', () => {
  it('passes when every number, date, symbol and direction is a fact', () => {
    const text = fill(TEMPLATE, FACTS);
    expect(text).toBe(
      'On 12 Mar 2025 you bought BTC-USD 38 min after a loss of −1,178.86 USD, at 1.8x your usual size (82 %, 34 decisions).',
    );
    expect(verifyText(text, FACTS)).toEqual([]);
  });

  it.each([
    ['an invented number', 'You bought BTC-USD 17 min after a loss.', 'unbound_number'],
    [
      'two numbers that changed places',
      'You bought 38x your usual size, 1.8 min after a loss.',
      'unbound_number',
    ],
    ['a rounded number', 'You bought 1.84x your usual size.', 'unbound_number'],
    ['part of a longer number', 'You bought after 138 min.', 'unbound_number'],
    ['a lost sign', 'The result was 1,178.86 USD.', 'unbound_number'],
    ['a number in words', 'You bought twice your usual size.', 'unbound_number'],
    ['another date', 'On 13 Mar 2025 you bought BTC-USD.', 'unbound_number'],
    ['another symbol', 'You bought ETH-USD.', 'unbound_symbol'],
    ['a flipped side', 'You sold BTC-USD.', 'unbound_direction'],
    ['a flipped result', 'You bought after a gain.', 'unbound_direction'],
    ['advice', 'Next time you should wait.', 'advice'],
    ['an order', 'Sell BTC-USD.', 'advice'],
    ['a forecast', 'The price will recover.', 'forecast'],
    ['a diagnosis', 'This looks like an addiction.', 'clinical'],
    ['shaming', 'That was reckless.', 'shaming'],
    ['shouting', 'You bought BTC-USD!', 'tone'],
  ])('is refused with %s', (_, text, kind) => {
    expect(verifyText(text, FACTS).map((fault) => fault.kind)).toContain(kind);
  });

  it.each(['GAIN-USD', 'UP-USDT', 'LESS-USD', 'SELL-USDT', 'WEAK-USD'])(
    'may name %s, whose letters state nothing, and nothing else that they spell',
    (symbol) => {
      const facts = { side: directionFact('bought'), symbol: symbolFact(symbol) };
      expect(verifyText(`You bought ${symbol}.`, facts)).toEqual([]);
      const [word = ''] = symbol.toLowerCase().split('-');
      expect(verifyText(`You bought ${symbol}: ${word} it is.`, facts)).not.toEqual([]);
    },
  );

  it('is refused for any number that no fact words', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.constantFrom('min', 'h', '%', 'USD', 'decisions', ''),
        (n, unit) => {
          const token = `${n} ${unit}`.trim();
          fc.pre(
            !Object.values(FACTS).some((fact) => fact.text === token || fact.text.startsWith(`${token} `)),
          );
          expect(verifyText(`There were ${token} in it.`, FACTS)).not.toEqual([]);
        },
      ),
    );
  });

  it('cannot be made from a template whose fact is missing', () => {
    expect(() => fill('{nothing}', FACTS)).toThrow(RangeError);
  });
});
