import type { Scene } from '../scene.ts';
import { bot } from './bot.ts';
import { dust } from './dust.ts';
import { liquidation, stopLike, takeProfitLike } from './exitOrders.ts';
import { gridBot } from './gridBot.ts';
import { hedge } from './hedge.ts';
import { marketMaker } from './marketMaker.ts';
import { rebalancing } from './rebalancing.ts';
import { scheduledDca } from './scheduledDca.ts';
import { taxLoss } from './taxLoss.ts';

/** Explanations other than the pattern, each a score in 0..1 from what was knowable at the decision. */
export const SUPPRESSORS = {
  scheduledDca,
  gridBot,
  marketMaker,
  bot,
  stopLike,
  takeProfitLike,
  liquidation,
  dust,
  rebalancing,
  taxLoss,
  hedge,
} as const satisfies Record<string, (scene: Scene) => number>;

export type SuppressorName = keyof typeof SUPPRESSORS;

/** From this score on a suppressor rules the pattern out. */
export const RULES_OUT_FROM = 0.5;

export function isSuppressor(name: string): name is SuppressorName {
  return Object.hasOwn(SUPPRESSORS, name);
}
