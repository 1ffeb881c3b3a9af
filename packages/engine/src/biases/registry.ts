import { averagingDown } from './averagingDown.ts';
import { breakEven } from './breakEven.ts';
import type { Detector } from './detector.ts';
import { dispositionEffect } from './dispositionEffect.ts';
import { earlyExit } from './earlyExit.ts';
import { fomoChase } from './fomoChase.ts';
import { overtrading } from './overtrading.ts';
import { panicSell } from './panicSell.ts';
import { revengeTrade } from './revengeTrade.ts';
import { sizeDrift } from './sizeDrift.ts';

/** Every pattern of single decisions, in the order in which tags of one decision are written. */
export const DETECTORS: readonly Detector[] = [
  fomoChase,
  panicSell,
  revengeTrade,
  overtrading,
  averagingDown,
  earlyExit,
  sizeDrift,
  breakEven,
  dispositionEffect,
];
