import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionOf } from './gridKeys.ts';

fc.configureGlobal({ seed: 20_250_301 });

const MOVES = ['ArrowDown', 'ArrowUp', 'j', 'k', 'PageDown', 'PageUp', 'Home', 'End'] as const;

describe('keys of the grid', () => {
  it('never leave the rows that exist', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...MOVES), { maxLength: 50 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 60 }),
        (keys, count, pageRows) => {
          let index = -1;
          for (const key of keys) {
            const action = actionOf(key, { index, count, pageRows });
            expect(action?.kind).toBe('move');
            if (action?.kind === 'move') index = action.index;
            expect(index).toBeGreaterThanOrEqual(0);
            expect(index).toBeLessThan(count);
          }
        },
      ),
    );
  });

  it('open nothing before a row is current', () => {
    expect(actionOf('Enter', { index: -1, count: 3, pageRows: 10 })).toBeNull();
    expect(actionOf('Enter', { index: 2, count: 3, pageRows: 10 })).toEqual({ kind: 'open' });
  });

  it('leave every other key to the page', () => {
    for (const key of ['a', '?', '/', 'Tab', ' ']) {
      expect(actionOf(key, { index: 0, count: 3, pageRows: 10 })).toBeNull();
    }
  });
});
