import { type Decimal, divideRounded, multiply, ONE, ZERO } from '@twin/shared/primitives/decimal';

/** A sum that is one factor of a product: what it is without any player, and what each of its players adds. */
export interface Factor {
  base: Decimal;
  weights: readonly Decimal[];
}

/**
 * Shapley values of a product of sums, every player standing in one of them: its weight times the integral of the
 * product of the other factors while all players come in together, from none to all (the multilinear extension,
 * Owen 1972). The same numbers as the marginal values averaged over all orders, without listing the coalitions.
 * @returns by factor the share of each unit of its weights
 */
export function sharePerWeight(factors: readonly Factor[]): Decimal[] {
  const lines = factors.map(({ base, weights }) => [base, weights.reduce((sum, one) => sum + one, ZERO)]);
  return lines.map((_line, own) => {
    let product: Decimal[] = [ONE];
    lines.forEach((line, index) => {
      if (index !== own) product = times(product, line);
    });
    return integral(product);
  });
}

/** Coefficients of the product of two polynomials, the lowest power first. */
function times(one: readonly Decimal[], other: readonly Decimal[]): Decimal[] {
  const product = new Array<Decimal>(one.length + other.length - 1).fill(ZERO);
  one.forEach((a, i) => {
    other.forEach((b, j) => {
      product[i + j] = (product[i + j] ?? ZERO) + multiply(a, b);
    });
  });
  return product;
}

/** From 0 to 1. */
function integral(coefficients: readonly Decimal[]): Decimal {
  return coefficients.reduce((sum, one, power) => sum + divideRounded(one, BigInt(power + 1)), ZERO);
}
