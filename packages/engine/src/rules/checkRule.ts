import { decimal, toNumber } from '@twin/shared/primitives/decimal';
import { isEntry } from '../ledger/decision.ts';
import { lastClosedBar } from '../market/bars.ts';
import { heldSize } from './heldSize.ts';
import type { Moment } from './moments.ts';
import type { Rule, RuleOf } from './rule.ts';

/** `unknown`: what the rule asks for is not known here (no candles, no cost). */
export type Check = 'kept' | 'breached' | 'unknown' | 'not_concerned';

const HOUR_MS = 3_600_000;

/** Whether a decision keeps a rule, by what was knowable when it was taken. */
export function checkRule(rule: Rule, moment: Moment): Check {
  if (rule.kind === 'stop_required_by_mae') return checkStop(rule, moment);
  if (!isEntry(moment.decision)) return 'not_concerned';
  switch (rule.kind) {
    case 'max_trades_per_day':
      return verdict(moment.entriesBefore >= rule.params.trades);
    case 'cooldown_after_loss':
      return verdict(moment.sinceLossMs !== null && moment.sinceLossMs < rule.params.minutes * 60_000);
    case 'max_position_notional':
      return checkSize(rule, moment);
    case 'no_entry_after_spike':
      return checkSpike(rule, moment);
    case 'no_averaging_down':
      return checkAdd(rule, moment);
    case 'trading_hours':
      return verdict(!isWithin(moment.minuteOfDay, rule.params));
  }
}

function verdict(isBreached: boolean): Check {
  return isBreached ? 'breached' : 'kept';
}

/** A size is an amount of the settlement asset, as results are: a perpetual quoted in USD may be one of USDC. */
function checkSize({ params }: RuleOf<'max_position_notional'>, moment: Moment): Check {
  if (moment.contract.settle !== params.asset) return 'not_concerned';
  return verdict(heldSize(moment) + moment.decision.notional > decimal(params.notional));
}

function checkSpike({ params }: RuleOf<'no_entry_after_spike'>, { decision, market }: Moment): Check {
  const series = market.candles(decision.symbol);
  const from = decision.ts - params.hours * HOUR_MS;
  const bar = series ? lastClosedBar(series, from) : -1;
  const begin = series?.ts[bar];
  const close = series?.close[bar];
  // A close from long before says nothing about these hours.
  if (!series || begin === undefined || close === undefined) return 'unknown';
  if (from - (begin + series.granularityMs) > 2 * series.granularityMs) return 'unknown';
  const moved = (toNumber(decision.vwap) / close - 1) * (decision.side === 'buy' ? 100 : -100);
  return verdict(moved >= params.percent);
}

function checkAdd({ params }: RuleOf<'no_averaging_down'>, moment: Moment): Check {
  if (moment.decision.kind !== 'increase') return 'not_concerned';
  const depth = belowCost(moment);
  return depth === null ? 'unknown' : verdict(depth > 0 && depth >= params.percent);
}

function checkStop({ params }: RuleOf<'stop_required_by_mae'>, moment: Moment): Check {
  if (moment.decision.before.qty === 0n) return 'not_concerned';
  const depth = belowCost(moment);
  return depth === null ? 'unknown' : verdict(depth > params.percent);
}

/** How far the position met stands below its average cost at the decision's price, in percent; null when unknown. */
function belowCost({ decision: { before, vwap } }: Moment): number | null {
  const cost = before.avgCost === null ? 0 : toNumber(before.avgCost);
  if (cost <= 0) return null;
  return (1 - toNumber(vwap) / cost) * (before.qty > 0n ? 100 : -100);
}

function isWithin(minute: number, { from, to }: RuleOf<'trading_hours'>['params']): boolean {
  const begin = minutesOf(from);
  const end = minutesOf(to);
  return begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
