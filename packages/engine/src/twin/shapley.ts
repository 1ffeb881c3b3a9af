import { type Decimal, divideRounded, ZERO } from '@twin/shared/primitives/decimal';

/**
 * Shapley values of a game with few players: each one's marginal value, averaged over all orders in which they can
 * come together. `values[coalition]` is the value of a coalition, its bits the players; the empty one counts too.
 * The parts sum to values[all] − values[none] to the last digit, since running sums are rounded and not the parts.
 * Source: Shapley 1953; design page science, section 5.
 */
export function shapleyValues(values: readonly Decimal[]): Decimal[] {
  const players = Math.log2(values.length);
  const orders = factorial(players);
  const parts: Decimal[] = [];
  let sum = ZERO;
  let shared = ZERO;
  for (let player = 0; player < players; player += 1) {
    sum += marginals(values, player, players);
    const rounded = divideRounded(sum, orders);
    parts.push(rounded - shared);
    shared = rounded;
  }
  return parts;
}

/** The player's marginal values summed over all orders. */
function marginals(values: readonly Decimal[], player: number, players: number): Decimal {
  const bit = 1 << player;
  let sum = ZERO;
  for (let coalition = 0; coalition < values.length; coalition += 1) {
    if (coalition & bit) continue;
    const before = countBits(coalition);
    const orders = factorial(before) * factorial(players - before - 1);
    sum += orders * ((values[coalition | bit] ?? ZERO) - (values[coalition] ?? ZERO));
  }
  return sum;
}

function factorial(n: number): bigint {
  let product = 1n;
  for (let factor = 2n; factor <= BigInt(n); factor += 1n) product *= factor;
  return product;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
