import { absolute, type Decimal, minimum, ZERO } from '@twin/shared/primitives/decimal';
import { type Contract, unitPrice } from '../ledger/contract.ts';
import type { Episode } from '../ledger/decision.ts';
import { episodeParts } from '../ledger/episodeParts.ts';
import type { Fill } from '../ledger/fill.ts';
import { movementOf } from '../ledger/movement.ts';
import { type Part, partOf } from '../ledger/part.ts';
import { addToPosition, flatPosition, type Position, takeFromPosition } from '../ledger/position.ts';
import type { RateLookup } from '../market/rate.ts';

/** A fill with the decision that it is part of. */
export type DecidedFill = Fill & { decisionId: string };

/** What one fill did to an episode. */
export interface EpisodeLeg {
  ts: number;
  decisionId: string;
  /** Quote units per base unit. */
  price: Decimal;
  /** Signed base units: of a fill that crosses zero only the part on this side. */
  dq: Decimal;
  /** Settlement units received (paid below zero) before fees, and the fees whose value is known. */
  grossCash: Decimal;
  fees: Decimal;
  /** Average price of what is held after it, fees not included; null when nothing is held or it cost nothing. */
  average: Decimal | null;
}

/** How the fills of a book become money. */
export interface Terms {
  contract: Contract;
  rateAt: RateLookup;
}

/**
 * The fills of an episode in order, each with what it moved and the average price of what was held after it. `fills`
 * are those of its decisions, in ledger order. null where coins came or went beside the fills (see `episodePath`).
 */
export function episodeLegs(
  episode: Episode,
  fills: readonly DecidedFill[],
  { contract, rateAt }: Terms,
): EpisodeLeg[] | null {
  const pool = flatPosition();
  return (
    episodeParts(episode, fills)?.map(({ fill, size, after }) => {
      const { dq, cash, grossCash } = movementOf(fill, contract, rateAt);
      const part = partOf({ size: absolute(dq), cash, grossCash, fee: fill.fee }, size);
      const isBought = dq > ZERO;
      book(pool, part, isBought);
      return {
        ...{ ts: fill.ts, decisionId: fill.decisionId, price: fill.price },
        dq: isBought ? size : -size,
        grossCash: part.grossCash,
        fees: part.grossCash - part.cash,
        average: after === ZERO ? null : averageOf(pool, contract),
      };
    }) ?? null
  );
}

function book(pool: Position, { size, cash, grossCash }: Part, isBought: boolean): void {
  const isClosing = pool.qty !== ZERO && pool.qty > ZERO !== isBought;
  if (isClosing) takeFromPosition(pool, minimum(size, absolute(pool.qty)));
  else addToPosition(pool, isBought ? size : -size, cash, grossCash);
}

function averageOf({ qty, gross }: Position, contract: Contract): Decimal | null {
  const average = unitPrice(contract, qty, gross);
  return average !== null && average > ZERO ? average : null;
}
