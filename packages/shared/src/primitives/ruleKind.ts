/** What a rule of the person can be about. */
export const RULE_KINDS = [
  'max_trades_per_day',
  'cooldown_after_loss',
  'max_position_notional',
  'no_entry_after_spike',
  'no_averaging_down',
  'stop_required_by_mae',
  'trading_hours',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];
