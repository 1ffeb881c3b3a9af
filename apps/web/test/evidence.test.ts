import { expect, it } from 'vitest';
import model from '../../../model/bias-model.json' with { type: 'json' };
import { readEvidence } from '../src/features/trades/evidence.ts';

it('whatever the model weighs has words of its own', () => {
  const names = Object.values(model.labels).flatMap(({ features }) => features.map(({ name }) => name));
  const wordless = names.filter((name) => {
    const [evidence] = readEvidence({ [name]: { value: 0.5, contribution: 1 } });
    const named = name.replace(/[A-Z0-9]+/g, (part) => ` ${part}`).toLowerCase();
    return evidence?.words.toLowerCase().startsWith(`${named}:`);
  });
  expect(names.length).toBeGreaterThan(30);
  expect(wordless).toEqual([]);
});

it('an excess at its floor is told as none', () => {
  const wordsOf = (name: string, value: number) =>
    readEvidence({ [name]: { value, contribution: -1 } })[0]?.words;
  expect(wordsOf('lnExcess', -2.995732)).toBe('No more entries than your usual day');
  expect(wordsOf('lnExcess', Math.log(0.5))).toBe('50% more entries than your usual day');
});
