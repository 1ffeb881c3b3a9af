import { gainOf, type Scene } from '../scene.ts';
import { type TrailingWindow, windowMad, windowMedian } from '../trailingWindow.ts';

const OUTCOMES_MINIMUM = 8;
const WITHIN_MAD = 0.5;
const ROUND_GAIN = 0.05;
const ROUND_WITHIN = 0.0005;

/** 1 for a stop order, or a loss of the size that the own losses usually have. */
export function stopLike(scene: Scene): number {
  const { orderType } = scene.decision;
  if (orderType === 'stop') return 1;
  const gain = gainOf(scene);
  if (orderType !== null || scene.isEntry || gain === null || gain >= 0) return 0;
  return isUsual(scene.state.exits.losingReturns, gain) ? 1 : 0;
}

/** 1 for a take-profit order, a gain of the own usual size, or an exit at a round multiple of the cost. */
export function takeProfitLike(scene: Scene): number {
  const { orderType } = scene.decision;
  if (orderType === 'take_profit') return 1;
  const gain = gainOf(scene);
  if (orderType !== null || scene.isEntry || gain === null || gain <= 0) return 0;
  const steps = Math.round(gain / ROUND_GAIN);
  if (steps >= 1 && Math.abs(gain - steps * ROUND_GAIN) <= ROUND_WITHIN) return 1;
  return isUsual(scene.state.exits.winningReturns, gain) ? 1 : 0;
}

export function liquidation(scene: Scene): number {
  return scene.decision.orderType === 'liquidation' ? 1 : 0;
}

function isUsual(returns: TrailingWindow, gain: number): boolean {
  const median = windowMedian(returns, OUTCOMES_MINIMUM);
  const mad = windowMad(returns, OUTCOMES_MINIMUM);
  return median !== null && mad !== null && Math.abs(gain - median) <= WITHIN_MAD * mad;
}
