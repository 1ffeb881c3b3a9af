import { absolute, type Decimal, multiplyDivide, ZERO } from '@twin/shared/primitives/decimal';
import { type Contract, exposure } from './contract.ts';

/** A position at average cost: one pool with its total cost, fees included and excluded side by side. */
export interface Position {
  /** Signed base units. */
  qty: Decimal;
  /** Settlement units paid for what is held, fees included; below zero for a short (received). */
  basis: Decimal;
  /** The same before fees, as exchanges report closed P&L. */
  gross: Decimal;
  /** false: (part of) it came from outside the history, so its cost is unknown until flat. */
  known: boolean;
}

/** What a close takes out of the pool. */
export interface Taken {
  basis: Decimal;
  gross: Decimal;
}

export function flatPosition(): Position {
  return { qty: ZERO, basis: ZERO, gross: ZERO, known: true };
}

/** Adds to the position on its own side (or from flat) in place. */
export function addToPosition(position: Position, dq: Decimal, cash: Decimal, grossCash: Decimal): void {
  position.qty += dq;
  if (!position.known) return;
  position.basis -= cash;
  position.gross -= grossCash;
}

/**
 * Takes `size` (0 < size ≤ |qty|) off in place: total × size ÷ |qty| rounded half-even at 18 places;
 * the remainder stays, so the parts always sum to the whole.
 */
export function takeFromPosition(position: Position, size: Decimal): Taken {
  const held = absolute(position.qty);
  const whole = size === held;
  const basis = whole ? position.basis : multiplyDivide(position.basis, size, held);
  const gross = whole ? position.gross : multiplyDivide(position.gross, size, held);
  position.qty += position.qty > ZERO ? -size : size;
  position.basis -= basis;
  position.gross -= gross;
  return { basis, gross };
}

/** Flat ends unknown cost. Dust of it is carried at the price at which it became dust: not at zero. */
export function knowAgain(position: Position, contract: Contract, price: Decimal): void {
  const worth = exposure(contract, position.qty, price);
  position.basis = worth;
  position.gross = worth;
  position.known = true;
}
