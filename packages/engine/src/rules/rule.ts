/** A promise of the person about single decisions. Amounts are decimal text, times of day local (HH:MM). */
export type Rule =
  /** No more entries than this in a local day. */
  | { kind: 'max_trades_per_day'; params: { trades: number } }
  /** No entry for so long after a position was closed at a loss. */
  | { kind: 'cooldown_after_loss'; params: { minutes: number } }
  /** No entry that takes a position beyond this size, in the asset that its result is paid in. */
  | { kind: 'max_position_notional'; params: { asset: string; notional: string } }
  /** No entry after the price moved so far in its direction within so many hours. */
  | { kind: 'no_entry_after_spike'; params: { percent: number; hours: number } }
  /** No add to a position that stands so far below its own average cost. */
  | { kind: 'no_averaging_down'; params: { percent: number } }
  /** A position is closed before it stands further below its average cost than this. */
  | { kind: 'stop_required_by_mae'; params: { percent: number } }
  /** Entries only from one time of the local day to another; from 22:00 to 06:00 spans midnight. */
  | { kind: 'trading_hours'; params: { from: string; to: string } };

export type RuleOf<Kind extends Rule['kind']> = Extract<Rule, { kind: Kind }>;
