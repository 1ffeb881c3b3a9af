/** Patterns that are scored decision by decision. */
export const DECISION_LABELS = [
  'fomo_chase',
  'panic_sell',
  'revenge_trade',
  'overtrading',
  'averaging_down',
  'early_exit',
  'size_drift',
  'break_even',
  'disposition_effect',
] as const;
export type DecisionLabel = (typeof DECISION_LABELS)[number];

/** Patterns that only a whole account can show. */
export const ACCOUNT_LABELS = ['concentration'] as const;

export const LABELS = [...DECISION_LABELS, ...ACCOUNT_LABELS] as const;
export type Label = (typeof LABELS)[number];

/** Patterns on trial: reported where asked for, never tagged. */
export const EXPERIMENTAL_LABELS = ['lottery', 'round_number', 'time_of_day', 'repurchase'] as const;
export type ExperimentalLabel = (typeof EXPERIMENTAL_LABELS)[number];

/** In the place of a label in a query: every trade that has a pattern at all. */
export const ANY_LABEL = 'any';

/** A tag is stored from here on, for the statistics (decision 22). */
export const STORED_FROM = 0.2;
/** A tag is shown, sent and printed from here on. */
export const SHOWN_FROM = 0.6;
