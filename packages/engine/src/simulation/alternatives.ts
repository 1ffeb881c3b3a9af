import { type Decimal, multiply, multiplyDivide, ZERO } from '@twin/shared/primitives/decimal';
import { barFacts } from '../biases/barFacts.ts';
import { barPrice } from '../market/barPrice.ts';
import { firstBarFrom } from '../market/bars.ts';
import type { CandleSeries } from '../market/candle.ts';
import { stopAgainst, stopFill } from '../rules/stopFill.ts';
import { type DecisionUnits, entryOf } from './decisionUnits.ts';
import { closingPrice } from './horizons.ts';
import type { UnitMovement } from './units.ts';

/** Why there is no alternative; with the time when there may be one, where it is only too early. */
export interface NoAlternative {
  reason: string;
  endTs?: number;
}

/** What would have been done instead, and the fact that the kind alone does not say. */
export type AlternativeReading = { movements: UnitMovement[]; fact: AlternativeFact | null } | NoAlternative;

export type AlternativeFact =
  | { kind: 'limit'; price: Decimal; filledTs: number | null }
  | { kind: 'size'; share: Decimal }
  | { kind: 'stop'; price: Decimal; filledTs: number | null };

const NO_ENTRY = 'This decision closed a position. Ask what holding on would have been.';
const WAIT_MS = 48 * 3_600_000;

/** The units kept, whatever was really sold. */
export function hold(units: DecisionUnits): AlternativeReading {
  return { movements: [entryOf(units)], fact: null };
}

/** The entry not made: its whole round trip falls away and the cash stays idle. */
export function skip({ isEntry }: DecisionUnits): AlternativeReading {
  return isEntry ? { movements: [], fact: null } : { reason: NO_ENTRY };
}

/** The same round trip in another size. */
export function scaleTo(units: DecisionUnits, share: Decimal | null): AlternativeReading {
  if (!units.isEntry) return { reason: NO_ENTRY };
  if (share === null)
    return { reason: 'There are fewer than five earlier entries to tell your usual size from.' };
  const movements = units.actual.map((movement) => ({
    ...movement,
    units: multiply(movement.units, share),
    fees: multiply(movement.fees, share),
  }));
  return { movements, fact: { kind: 'size', share } };
}

/**
 * A limit order one ATR (14) below the price that was paid (for a short: above it), given at the decision and valid for
 * 48 hours; it fills at its limit when a bar that begins after the decision trades through it, else nothing is bought.
 * The units leave as they really did, those that had left before are never bought.
 */
export function waitForPullback(
  units: DecisionUnits,
  candles: CandleSeries,
  asOf: number,
): AlternativeReading {
  if (!units.isEntry) return { reason: NO_ENTRY };
  const atr = barFacts(candles, units.ts)?.atr14 ?? null;
  if (atr === null)
    return { reason: 'Too few candles before the decision to tell how far prices swing (ATR).' };
  const sign = units.direction === 'long' ? -1 : 1;
  const price = units.price + BigInt(Math.round(sign * atr * 1e8)) * 10n ** 10n;
  if (price <= ZERO)
    return { reason: 'Prices swing by more than the price itself, so there is no limit to wait for.' };
  const filledTs = firstTouch(units, candles, price, Math.min(asOf, units.ts + WAIT_MS));
  if (filledTs === null && asOf < units.ts + WAIT_MS)
    return { reason: 'The 48 hours to wait are not over yet.', endTs: units.ts + WAIT_MS };
  const fact = { kind: 'limit', price, filledTs } as const;
  if (filledTs === null) return { movements: [], fact };
  const left = units.actual.filter(({ units: moved, ts }) => moved < ZERO && ts <= filledTs);
  const bought = left.reduce((rest, { units: moved }) => rest + moved, units.qty);
  const exits = units.actual.filter(({ units: moved, ts }) => moved < ZERO && ts > filledTs);
  const fees = multiplyDivide(multiplyDivide(units.fees, price, units.price), bought, units.qty);
  return { movements: [{ ts: filledTs, units: bought, price, fees }, ...exits], fact };
}

/**
 * The position closed at a stop so many percent against the entry, should it be touched before it was really closed, at
 * the worse of the stop and the open of its bar (`stopFill`).
 */
export function stopAt(
  units: DecisionUnits,
  percent: number,
  candles: CandleSeries,
  asOf: number,
): AlternativeReading {
  if (!units.isEntry) return { reason: NO_ENTRY };
  const stop = stopAgainst(units.direction, units.price, percent);
  const touched = stopFill(candles, stop, units.ts, Math.min(asOf, outTs(units)));
  const fact = { kind: 'stop', price: stop.price, filledTs: touched?.ts ?? null } as const;
  if (touched === null) return { movements: units.actual, fact };
  const before = units.actual.filter(({ ts }) => ts <= touched.ts);
  const open = before.reduce((sum, movement) => sum + movement.units, ZERO);
  const price = closingPrice(units.direction, touched.price, units.cost);
  return { movements: [...before, { ts: touched.ts, units: -open, price, fees: ZERO }], fact };
}

/** When the last of the units had really left; infinite while some are open. */
function outTs({ actual }: DecisionUnits): number {
  const open = actual.reduce((sum, { units }) => sum + units, ZERO);
  return open === ZERO ? (actual.at(-1)?.ts ?? 0) : Number.POSITIVE_INFINITY;
}

/** The first bar after the decision that trades at the price or beyond it, on the side against the position. */
function firstTouch(
  { direction, ts }: DecisionUnits,
  candles: CandleSeries,
  price: Decimal,
  until: number,
): number | null {
  for (let bar = firstBarFrom(candles, ts); (candles.ts[bar] ?? until) < until; bar += 1) {
    const extreme = barPrice(direction === 'long' ? candles.low : candles.high, bar);
    if (extreme === null) continue;
    if (direction === 'long' ? extreme <= price : extreme >= price) return candles.ts[bar] ?? null;
  }
  return null;
}
