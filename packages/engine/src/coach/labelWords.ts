import type { Label } from '@twin/shared/primitives/label';

/** How a pattern is called in front of a person: what was done, never why. */
export interface LabelWords {
  name: string;
  meaning: string;
}

export const LABEL_WORDS: Record<Label, LabelWords> = {
  fomo_chase: {
    name: 'chasing a move',
    meaning: 'entries after an unusually strong move in the same direction',
  },
  panic_sell: {
    name: 'exit into a sharp move',
    meaning: 'exits during an unusually strong move against the position',
  },
  revenge_trade: {
    name: 'quick re-entry',
    meaning: 'fast and often large entries after a realised loss, against your own pace after wins',
  },
  overtrading: { name: 'an unusually busy day', meaning: 'entries beyond what your own days explain' },
  averaging_down: {
    name: 'adding against the move',
    meaning: 'adds well beyond the average cost in the losing direction',
  },
  early_exit: {
    name: 'a quick small win',
    meaning: 'wins taken small and quickly compared with your own losses',
  },
  size_drift: {
    name: 'unusual size after a streak',
    meaning: 'sizes far from your own usual share after a run of equal outcomes',
  },
  break_even: {
    name: 'exit at the entry price',
    meaning: 'exits close to the own cost after the position was far away from it',
  },
  disposition_effect: {
    name: 'winners closed sooner than losers',
    meaning: 'a larger share of winners than of losers is closed',
  },
  concentration: {
    name: 'one position carries most',
    meaning: 'a large share of the exposure sits in few symbols',
  },
};
