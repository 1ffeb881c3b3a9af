import { applyFunding, type Funding, type FundingStep, fundingProblem } from './funding.ts';
import type { Ledger, LedgerSources } from './ledger.ts';
import { applyMove, type MoveStep } from './move.ts';
import type { Move } from './transfer.ts';

/** What is booked beside the fills: nobody decided to trade, and positions or results change. */
export type Aside = Funding | Move;

export type AsideStep = FundingStep | MoveStep;

export function isMove(aside: Aside): aside is Move {
  return 'received' in aside;
}

/** Why it cannot be booked, or null. */
export function asideProblem(aside: Aside, sources: LedgerSources): string | null {
  return isMove(aside) ? null : fundingProblem(aside, sources);
}

/**
 * Books what stands beside the fills, in order of time.
 * @throws RangeError when it is older than what was booked, or `asideProblem` names a problem.
 */
export function applyAside(ledger: Ledger, aside: Aside, sources: LedgerSources): AsideStep[] {
  if (aside.ts < (ledger.last?.ts ?? 0) || aside.ts < ledger.asideTs)
    throw new RangeError(`${aside.id} is older than what is booked: rewind the ledger first`);
  ledger.asideTs = aside.ts;
  return isMove(aside) ? applyMove(ledger, aside) : [applyFunding(ledger, aside, sources)];
}

/** In order of time, handed out as the fills beside them are booked: those of a moment before its fills. */
export class AsideQueue<T extends Aside = Aside> {
  readonly #asides: readonly T[];
  #next = 0;

  constructor(asides: readonly T[]) {
    this.#asides = [...asides].sort(compareAsides);
  }

  *until(ts: number): Generator<T> {
    for (;;) {
      const aside = this.#asides[this.#next];
      if (!aside || aside.ts > ts) return;
      this.#next += 1;
      yield aside;
    }
  }
}

function compareAsides(a: Aside, b: Aside): number {
  return a.ts - b.ts || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
