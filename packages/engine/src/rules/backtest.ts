import { type Decimal, decimal, divide, maximum, ONE, ZERO } from '@twin/shared/primitives/decimal';
import { AsideQueue } from '../ledger/aside.ts';
import type { Decision } from '../ledger/decision.ts';
import type { Fill } from '../ledger/fill.ts';
import type { LedgerSources } from '../ledger/ledger.ts';
import type { Move } from '../ledger/transfer.ts';
import type { CostLabel } from '../twin/alternative.ts';
import { type AssetCost, assetCosts, type DecisionCost } from '../twin/assetCost.ts';
import type { Flag } from '../twin/flag.ts';
import { Twin } from '../twin/twin.ts';
import { checkRule } from './checkRule.ts';
import { heldSize } from './heldSize.ts';
import { type Moment, type MomentSettings, Moments } from './moments.ts';
import type { Rule } from './rule.ts';
import { type Found, stoppedEpisodes } from './stoppedEpisodes.ts';

/** What a rule would have done to the history so far. */
export interface Backtest {
  /** Decisions (for a stop: positions) that it concerns, those it would have changed, and those it cannot judge. */
  checked: number;
  blocked: string[];
  unknown: number;
  /** Those it would have changed that made money as they were: blocked entries, and positions for a stop. */
  winners: number;
  /** By asset: the result with the rule less the actual one; `paidOff` counts those that the rule would have cost. */
  byAsset: AssetCost[];
  /** The same for the earlier and the later half of the history: a rule that works in one alone is luck. */
  halves: [AssetCost[], AssetCost[]];
}

export interface BacktestInput extends MomentSettings {
  rule: Rule;
  /** In ledger order. */
  fills: readonly Fill[];
  /** Between own accounts, as the decisions were replayed with them. */
  moves: readonly Move[];
  decisions: readonly Decision[];
  sources: LedgerSources;
}

const SEED = 72_000;

/**
 * Entries that the rule forbids are skipped with their whole round trip, those that are too large are cut to what it
 * allows, positions beyond a stop end at the stop. Judged on the history as it was: what a blocked entry would have
 * changed later (a loss that a cooldown waits for) stays.
 */
export function backtest(input: BacktestInput): Backtest {
  const { rule, decisions } = input;
  const days = decisions.map(({ ts }) => ts);
  const middle = ((days[0] ?? 0) + (days.at(-1) ?? 0)) / 2;
  const found = rule.kind === 'stop_required_by_mae' ? stoppedEpisodes(rule, input) : blockedEntries(input);
  const sums = (costs: readonly DecisionCost[], times: readonly number[]) => assetCosts(costs, times, SEED);
  const byAsset = sums(found.costs, days);
  const half = (isIn: (ts: number) => boolean) =>
    sums(
      found.costs.filter(({ ts }) => isIn(ts)),
      days.filter(isIn),
    );
  return {
    checked: found.checked,
    blocked: found.blocked,
    unknown: found.unknown,
    winners: found.winners ?? byAsset.reduce((sum, { paidOff }) => sum + paidOff, 0),
    byAsset,
    halves: [half((ts) => ts < middle), half((ts) => ts >= middle)],
  };
}

function blockedEntries(input: BacktestInput): Found {
  const { rule, decisions } = input;
  const flags = new Map<string, Flag>();
  const moments = new Moments(input);
  let checked = 0;
  let unknown = 0;
  for (const decision of decisions) {
    const moment = moments.next(decision);
    const check = checkRule(rule, moment);
    if (check === 'unknown') unknown += 1;
    if (check === 'kept' || check === 'breached') checked += 1;
    if (check === 'breached') flags.set(decision.id, changed(rule, moment));
  }
  return { checked, blocked: [...flags.keys()], unknown, winners: null, costs: costsOf(input, flags) };
}

/** What the history without the flagged entries made more or less, by decision; the coins move there as they did. */
function costsOf(
  { fills, moves, sources, dayOf }: BacktestInput,
  flags: ReadonlyMap<string, Flag>,
): DecisionCost[] {
  const twin = new Twin({ sources, dayOf, flags });
  const waiting = new AsideQueue(moves);
  for (const fill of fills) {
    for (const move of waiting.until(fill.ts)) twin.move(move);
    twin.add(fill);
  }
  return twin.end().flatMap((change): DecisionCost[] => {
    if (change.kind === 'unknown') return [];
    const { flag, asset, isRunning } = change;
    return [
      {
        decisionId: flag.decisionId,
        ts: flag.ts,
        asset,
        isRunning,
        confidence: 1,
        isFound: true,
        ...change.change,
      },
    ];
  });
}

/** To the twin a forbidden entry is one that was not the person's own for certain. */
function changed(rule: Rule, moment: Moment): Flag {
  const { decision } = moment;
  const isCut = rule.kind === 'max_position_notional';
  const label: CostLabel = isCut ? 'size_drift' : 'overtrading';
  return {
    decisionId: decision.id,
    ts: decision.ts,
    confidences: new Map([[label, ONE]]),
    found: new Set([label]),
    ownShare: isCut ? ONE : ZERO,
    usualShare: isCut ? allowedShare(decimal(rule.params.notional), moment) : ONE,
    holdMs: 0,
  };
}

/** The share of the entry that stays below the limit. */
function allowedShare(limit: Decimal, moment: Moment): Decimal {
  const { notional } = moment.decision;
  return notional === ZERO ? ONE : divide(maximum(ZERO, limit - heldSize(moment)), notional);
}
