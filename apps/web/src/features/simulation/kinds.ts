import type { DecisionSimulation, Horizon } from '@twin/shared/dto/simulation';

interface KindWords {
  /** On the button. */
  name: string;
  /** What is compared, and how to read the sign. */
  meaning: string;
}

export const KINDS: Readonly<Record<DecisionSimulation, KindWords>> = {
  hold: {
    name: 'Held on',
    meaning: 'The position is kept, whatever you did later, and closed after each time.',
  },
  skip: {
    name: 'Not entered',
    meaning: 'The whole round trip of this entry falls away; the cash stays idle.',
  },
  wait: {
    name: 'Waited',
    meaning:
      'A limit order one usual swing (ATR) away, valid for 48 hours; unfilled means not entered. It leaves as you did.',
  },
  plan: {
    name: 'Kept to my rules',
    meaning:
      'Your own active rules decide: what they forbid is skipped, what is too large is cut, a stop holds.',
  },
  size: { name: 'Usual size', meaning: 'The same round trip in the median size of your last 30 entries.' },
};

export const HORIZON_NAMES: Readonly<Record<Horizon, string>> = {
  '1h': '1 hour',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  own_median_hold: 'Your usual hold',
};

export const MISSING = { not_over: 'Not over yet', no_candles: 'No candles cover it' } as const;
