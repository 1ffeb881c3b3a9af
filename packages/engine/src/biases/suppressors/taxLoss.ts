import { gainOf, type Scene } from '../scene.ts';

const HABIT_FROM = 2;

/**
 * 1 for a losing sale of a symbol that the person has re-bought 30 to 32 days after losing sales before.
 * The end of the tax year is no part of it: fills do not tell the country.
 */
export function taxLoss(scene: Scene): number {
  const gain = gainOf(scene);
  return !scene.isEntry && gain !== null && gain < 0 && scene.position.harvests >= HABIT_FROM ? 1 : 0;
}
