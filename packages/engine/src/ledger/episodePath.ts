import { type Decimal, maximum, ZERO } from '@twin/shared/primitives/decimal';
import type { Episode } from './decision.ts';
import type { Fill } from './fill.ts';
import { type CoinChange, positionChange } from './movement.ts';
import { isDust } from './openEpisode.ts';
import { isJump } from './reconcile.ts';

type PathFill = CoinChange & Pick<Fill, 'id' | 'ts' | 'startPosition'>;
type PathEpisode = Pick<Episode, 'id' | 'side' | 'instrument' | 'qtyMax' | 'closedAt'>;

export interface PathStep<Own extends PathFill> {
  fill: Own;
  /** The signed position after it, base units: 0 once the episode is over; null where the fills alone do not say. */
  held: Decimal | null;
}

/**
 * The fills of an episode, each with the position that it left. `fills` are all those of its decisions, in ledger order:
 * one that crosses zero belongs to two episodes, so what comes before the opening and after the close is left out, and
 * of the fill that crosses only the part on this side counts. Null where coins came or went beside the fills: with a
 * transfer between own accounts, or as the fee of another symbol.
 */
export function episodePath<Own extends PathFill>(
  episode: PathEpisode,
  fills: readonly Own[],
): PathStep<Own>[] {
  const opening = fills.findIndex(({ id }) => id === episode.id || `${id}:before` === episode.id);
  const own = fills.slice(Math.max(0, opening));
  const path = opening < 0 ? null : follow(episode, own);
  if (path === null) return fills.map((fill) => ({ fill, held: null }));
  return own.slice(0, path.length).map((fill, index) => ({ fill, held: path[index] ?? null }));
}

/** The position after each fill from the opening one to the one that closes; null when the end is not where it was. */
function follow(episode: PathEpisode, fills: readonly PathFill[]): Decimal[] | null {
  const { closedAt } = episode;
  const sign = episode.side === 'long' ? 1n : -1n;
  const changes = fills.map((fill) => sign * positionChange(fill));
  const start = startOf(episode, changes);
  const isTold = fills[0]?.startPosition !== null;
  if (!isTold && isBeside(episode, start)) return null;
  const path: Decimal[] = [];
  let held = start;
  let largest = ZERO;
  for (const [index, { startPosition, ts }] of fills.entries()) {
    if (startPosition !== null && isJump(startPosition, sign * held, largest)) held = sign * startPosition;
    largest = maximum(largest, held);
    held += changes[index] ?? ZERO;
    largest = maximum(largest, held);
    const isOver = held <= ZERO || isDust(held, largest);
    path.push(isOver ? ZERO : sign * held);
    if (isOver) return ts === closedAt ? path : null;
  }
  return closedAt === null ? path : null;
}

/**
 * What was held before the opening fill, on the side of the episode: below zero when that fill crossed zero. The ledger
 * keeps how large the episode was at most, and the fills say how far it rose.
 */
function startOf({ qtyMax }: PathEpisode, changes: readonly Decimal[]): Decimal {
  let risen = ZERO;
  let most = ZERO;
  for (const change of changes) {
    risen += change;
    most = maximum(most, risen);
  }
  return qtyMax - most;
}

/** Only spot coins come and go beside fills, and spot crosses no zero: it begins there, but for carried dust. */
function isBeside({ instrument, qtyMax }: PathEpisode, start: Decimal): boolean {
  return instrument === 'spot' && !isDust(start, qtyMax);
}
