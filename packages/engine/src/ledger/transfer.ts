import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';

/** Coins that came into an account or left it, as a file tells it: neither a purchase nor a sale. */
export interface Transfer {
  id: string;
  account: string;
  broker: string;
  asset: string;
  /** Received above zero; sent below, a fee that the row names included. */
  amount: Decimal;
  /** UTC milliseconds. */
  ts: number;
}

/** Coins that went from one own account to another. */
export interface Move {
  /** The deposit's. */
  id: string;
  from: string;
  to: string;
  asset: string;
  sent: Decimal;
  /** What arrived: what was sent less the network's fee. */
  received: Decimal;
  /** When both sides were known: no earlier state may hold what only the later one tells. */
  ts: number;
}

/** A deposit and the withdrawal that it came from. */
export interface TransferPair {
  out: Transfer;
  in: Transfer;
}

export interface MatchedTransfers {
  pairs: TransferPair[];
  /** Deposits from elsewhere and withdrawals to elsewhere, in order of time. */
  unmatched: Transfer[];
}

/** A deposit comes this long after its withdrawal at most. */
const LONGEST_WAY_MS = 48 * 3_600_000;
/** It can stand a little before it: the clocks of two venues differ, and some print whole minutes. */
const CLOCK_SKEW_MS = 10 * 60_000;
/** What the network takes is at most this part of what was sent. */
const LARGEST_FEE_PART = 20n;

/**
 * Pairs withdrawals with the deposits that they became: the same coin at another own account or venue, amounts apart
 * by no more than a network's fee, within two days. Each transfer takes, as it comes, the waiting one with the smallest
 * difference: what is paired at a moment depends on nothing that comes later. Source: design page science, section 2.
 */
export function matchTransfers(transfers: readonly Transfer[]): MatchedTransfers {
  const pairs: TransferPair[] = [];
  const unmatched: Transfer[] = [];
  const waiting = new Map<string, Set<Transfer>>();
  for (const transfer of [...transfers].sort(compareTransfers)) {
    if (transfer.amount === ZERO) continue;
    const others = waiting.get(transfer.asset) ?? new Set();
    waiting.set(transfer.asset, others);
    unmatched.push(...takeStale(others, transfer.ts));
    const match = bestOf(others, transfer);
    if (match) {
      others.delete(match);
      pairs.push(transfer.amount > ZERO ? { out: match, in: transfer } : { out: transfer, in: match });
    } else others.add(transfer);
  }
  for (const others of waiting.values()) unmatched.push(...others);
  return { pairs, unmatched: unmatched.sort(compareTransfers) };
}

/** Those whose other side can no longer come. */
function takeStale(waiting: Set<Transfer>, now: number): Transfer[] {
  const stale: Transfer[] = [];
  for (const transfer of waiting) {
    if (now - transfer.ts <= LONGEST_WAY_MS) break;
    waiting.delete(transfer);
    stale.push(transfer);
  }
  return stale;
}

/** The pairs that cross a boundary between accounts: within one account the coins are in one position already. */
export function movesOf({ pairs }: Pick<MatchedTransfers, 'pairs'>): Move[] {
  return pairs
    .filter((pair) => pair.out.account !== pair.in.account)
    .map((pair) => ({
      id: pair.in.id,
      from: pair.out.account,
      to: pair.in.account,
      asset: pair.in.asset,
      sent: -pair.out.amount,
      received: pair.in.amount,
      ts: Math.max(pair.out.ts, pair.in.ts),
    }));
}

function compareTransfers(a: Transfer, b: Transfer): number {
  return a.ts - b.ts || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The waiting side with the smallest difference, the older one of equals. */
function bestOf(waiting: ReadonlySet<Transfer>, transfer: Transfer): Transfer | null {
  let best: Transfer | null = null;
  let smallest = ZERO;
  for (const other of waiting) {
    const fee = feeBetween(other, transfer);
    if (fee === null || (best !== null && fee >= smallest)) continue;
    best = other;
    smallest = fee;
  }
  return best;
}

/** What the network took, if the two are the sides of one transfer; else null. */
function feeBetween(earlier: Transfer, later: Transfer): Decimal | null {
  const isArrival = later.amount > ZERO;
  if (earlier.amount > ZERO === isArrival) return null;
  if (earlier.account === later.account && earlier.broker === later.broker) return null;
  if (later.ts - earlier.ts > (isArrival ? LONGEST_WAY_MS : CLOCK_SKEW_MS)) return null;
  const sent = isArrival ? -earlier.amount : -later.amount;
  const fee = sent - (isArrival ? later.amount : earlier.amount);
  return fee >= ZERO && fee * LARGEST_FEE_PART <= sent ? fee : null;
}
