import { absolute, type Decimal, maximum, minimum, ZERO } from '@twin/shared/primitives/decimal';
import type { Episode } from './decision.ts';
import { episodePath } from './episodePath.ts';
import type { Fill } from './fill.ts';
import { positionChange } from './movement.ts';

type PartFill = Pick<
  Fill,
  'id' | 'symbol' | 'instrument' | 'side' | 'qty' | 'fee' | 'feeAsset' | 'ts' | 'startPosition'
>;

/** What of a fill is in an episode: of one that crosses zero only the part on this side. */
export interface EpisodePart<Own extends PartFill> {
  fill: Own;
  /** Whether it brought units in; else it took some out. */
  isEntry: boolean;
  /** Base units, above zero. */
  size: Decimal;
  /** What the whole fill moves: a fee in the coin is taken off. */
  whole: Decimal;
  /** Base units held before it and after it, on the side of the episode. */
  before: Decimal;
  after: Decimal;
}

/**
 * The parts of an episode's fills in order; `fills` are those of its decisions, in ledger order. null where coins came
 * or went beside the fills (see `episodePath`).
 */
export function episodeParts<Own extends PartFill>(
  episode: Pick<Episode, 'id' | 'side' | 'instrument' | 'qtyMax' | 'closedAt'>,
  fills: readonly Own[],
): EpisodePart<Own>[] | null {
  const sign = episode.side === 'long' ? 1n : -1n;
  const parts: EpisodePart<Own>[] = [];
  let last: Decimal = ZERO;
  for (const { fill, held } of episodePath(episode, fills)) {
    if (held === null) return null;
    const change = sign * positionChange(fill);
    const after = sign * held;
    const told = fill.startPosition === null ? last : sign * fill.startPosition;
    const before = maximum(ZERO, after === ZERO ? told : after - change);
    const whole = absolute(change);
    const size = minimum(whole, change > ZERO ? after : before);
    if (size > ZERO) parts.push({ fill, isEntry: change > ZERO, size, whole, before, after });
    last = after;
  }
  return parts;
}
