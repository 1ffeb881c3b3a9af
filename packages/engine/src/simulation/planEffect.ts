import { decimal, divide, maximum, multiply, ZERO } from '@twin/shared/primitives/decimal';
import type { Rule } from '../rules/rule.ts';
import type { DecisionUnits } from './decisionUnits.ts';
import type { PlanEffect } from './simulate.ts';

/**
 * What the person's own active rules ask of a decision: those that it broke come first (a forbidden entry is skipped,
 * one too large is cut), then a stop for what is entered. null when they ask nothing.
 */
export function planEffect(
  active: readonly Rule[],
  broken: readonly Rule[],
  { isEntry, qty, price, heldBefore }: DecisionUnits,
): PlanEffect | null {
  if (!isEntry) return null;
  if (broken.some(({ kind }) => kind !== 'max_position_notional' && kind !== 'stop_required_by_mae')) {
    return { kind: 'skip' };
  }
  for (const rule of broken) {
    if (rule.kind !== 'max_position_notional') continue;
    const room = maximum(ZERO, decimal(rule.params.notional) - multiply(heldBefore, price));
    return { kind: 'size', share: divide(room, multiply(qty, price)) };
  }
  const stop = active.find((rule) => rule.kind === 'stop_required_by_mae');
  return stop ? { kind: 'stop', percent: stop.params.percent } : null;
}
