import { describe, expect, it } from 'vitest';
import { acceptRephrasing } from './acceptRephrasing.ts';
import { countFact, directionFact } from './fact.ts';

const REFLECTION = {
  text: 'You sold after 3 trades. What was the plan?',
  facts: { side: directionFact('sold'), trades: countFact(3, 'trade', 'trades') },
};
const textOf = (text: string) => acceptRephrasing(REFLECTION, text).text;

describe('a rephrasing', () => {
  it('is taken when it says the same facts in other words', () => {
    const said = 'After 3 trades you sold. Which plan did that follow?';
    expect(acceptRephrasing(REFLECTION, said)).toEqual({ text: said, facts: REFLECTION.facts });
  });

  it.each([
    'After 4 trades you sold. Which plan did that follow?',
    'After 3 trades you bought. Which plan did that follow?',
    'After 3 trades you sold. It followed no plan.',
  ])('is dropped for the own words when it reads %j', (said) => {
    expect(textOf(said)).toBe(REFLECTION.text);
  });
});
