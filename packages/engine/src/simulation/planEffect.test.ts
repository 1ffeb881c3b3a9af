import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../rules/rule.ts';
import type { DecisionUnits } from './decisionUnits.ts';
import { planEffect } from './planEffect.ts';

const PAUSE: Rule = { kind: 'cooldown_after_loss', params: { minutes: 30 } };
const SIZE: Rule = { kind: 'max_position_notional', params: { asset: 'USD', notional: '1000' } };
const STOP: Rule = { kind: 'stop_required_by_mae', params: { percent: 5 } };

/** An entry of 10 at 100, on top of what was held. */
function effectOf(active: Rule[], broken: Rule[], { isEntry = true, held = '0' } = {}) {
  const units: DecisionUnits = {
    ...{ symbol: 'ETH-USD', direction: 'long', isEntry, qty: decimal('10'), price: decimal('100') },
    ...{ fees: 0n, ts: 0, openedAt: 0, heldBefore: decimal(held), actual: [], unpricedFees: [] },
    cost: { feeRate: 0n, slippageBps: 0 },
  };
  return planEffect(active, broken, units);
}

describe('what the own rules ask of a decision', () => {
  it('is to skip an entry that a rule forbids, whatever else it breaks', () => {
    expect(effectOf([PAUSE, SIZE, STOP], [SIZE, PAUSE])).toEqual({ kind: 'skip' });
  });

  it('is the size that leaves room beside what was held, and none where there is no room', () => {
    expect(effectOf([SIZE, STOP], [STOP, SIZE], { held: '6' })).toEqual({
      kind: 'size',
      share: decimal('0.4'),
    });
    expect(effectOf([SIZE], [SIZE], { held: '25' })).toEqual({ kind: 'size', share: 0n });
  });

  it('is the stop where the entry itself was allowed, broken later or not', () => {
    expect(effectOf([PAUSE, STOP], [])).toEqual({ kind: 'stop', percent: 5 });
    expect(effectOf([PAUSE, STOP], [STOP])).toEqual({ kind: 'stop', percent: 5 });
  });

  it('is nothing for an exit, or where no rule says anything', () => {
    expect(effectOf([STOP], [PAUSE], { isEntry: false })).toBeNull();
    expect(effectOf([PAUSE], [])).toBeNull();
  });
});
