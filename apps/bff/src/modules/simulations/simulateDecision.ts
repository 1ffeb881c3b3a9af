import { baseOf, quoteOf } from '@twin/engine/ledger/fill';
import type { Market } from '@twin/engine/market/candle';
import { createMarket } from '@twin/engine/market/createMarket';
import type { NoAlternative } from '@twin/engine/simulation/alternatives';
import { type DecisionUnits, decisionUnits } from '@twin/engine/simulation/decisionUnits';
import type { HorizonSpan } from '@twin/engine/simulation/horizons';
import { planEffect } from '@twin/engine/simulation/planEffect';
import { type Instead, type SimulationOutcome, simulate } from '@twin/engine/simulation/simulate';
import { type OwnSizes, rememberSize, USUAL_FROM, usualSize } from '@twin/engine/twin/ownSizes';
import type { DecisionSimulation, Horizon, SimulationBody } from '@twin/shared/dto/simulation';
import { type Decimal, fromNumber, multiply, toNumber, ZERO } from '@twin/shared/primitives/decimal';
import { joinSources } from '../market/index.ts';
import { storedSpec } from '../rules/index.ts';
import type { DecisionInEpisode } from './SimulationFactsRepo.ts';
import type { SimulationRepos } from './simulationRepos.ts';

export type Params = Pick<SimulationBody, 'kind' | 'horizon'>;
type Span = HorizonSpan & { horizon: Horizon };

/** What was computed, with what it was computed from; or why it cannot be. */
export type DecisionOutcome =
  | {
      outcome: SimulationOutcome;
      units: DecisionUnits;
      /** What the amounts are in. */
      asset: string;
      kind: DecisionSimulation;
      aliasOf: string | null;
    }
  | NoAlternative;

const HOUR_MS = 3_600_000;
const FIXED_HORIZONS: readonly Span[] = [
  { horizon: '1h', ms: HOUR_MS },
  { horizon: '24h', ms: 24 * HOUR_MS },
  { horizon: '7d', ms: 168 * HOUR_MS },
  { horizon: '30d', ms: 720 * HOUR_MS },
];
/** What indicators and the link to the market look back on. */
const WARM_UP_BARS = 200;
/** What random exits are drawn from before the decision, at the most. */
const BENCHMARK_MS = 720 * HOUR_MS;
/** What the whole market is measured by. */
const MARKET_BASE = 'BTC';
const SHARE_PLACES = 12;

/** The horizons that are asked for: fixed ones, and the median time of the person's own closed positions. */
function horizonSpans({ horizon }: Params, medianHoldMs: number | null): Span[] {
  const own = medianHoldMs === null ? [] : [{ horizon: 'own_median_hold' as const, ms: medianHoldMs }];
  return [...FIXED_HORIZONS, ...own].filter((span) => horizon === undefined || span.horizon === horizon);
}

export async function simulateDecision(
  repos: SimulationRepos,
  userId: string,
  decisionId: string,
  params: Params,
  now: Date,
): Promise<DecisionOutcome> {
  const decision = await repos.simulationFacts.findDecision(userId, decisionId);
  if (!decision) return { reason: 'The decision is no longer there.' };
  const units = decisionUnits(decision.episode);
  if ('reason' in units) return units;
  const spans = horizonSpans(params, await repos.simulationFacts.medianHoldMs(userId));
  const market = await loadMarketAround(repos.candles, userId, units, Math.max(...spans.map(({ ms }) => ms)));
  const candles = market.candles(units.symbol);
  if (!candles || (candles.ts.at(-1) ?? 0) < units.ts) {
    return {
      reason: `There are no candles of ${units.symbol} after this decision. Upload some to simulate it.`,
    };
  }
  const outcome = simulate({
    instead: await insteadOf(repos, userId, decision, units, params.kind),
    units,
    spans,
    candles,
    market: market.candles(`${MARKET_BASE}-${quoteOf(units.symbol)}`),
    asOf: now.getTime(),
  });
  if ('reason' in outcome) return outcome;
  return { outcome, units, asset: decision.asset, kind: params.kind, aliasOf: candles.aliasOf };
}

async function insteadOf(
  repos: SimulationRepos,
  userId: string,
  decision: DecisionInEpisode,
  units: DecisionUnits,
  kind: DecisionSimulation,
): Promise<Instead> {
  if (kind === 'size') return { kind, share: await usualShare(repos, userId, decision, units) };
  if (kind !== 'plan') return { kind };
  const rules = await repos.rules.list(userId, { active: true });
  const broken = await repos.ruleBreaches.listRules(userId, decision.id);
  const specs = (ids: readonly string[] | null) =>
    rules.filter(({ id }) => ids === null || ids.includes(id)).map(storedSpec);
  return { kind, effect: planEffect(specs(null), specs(broken), units) };
}

/** The usual size of the entries before this one, as a share of it. */
async function usualShare(
  { simulationFacts }: SimulationRepos,
  userId: string,
  { asset, episode }: DecisionInEpisode,
  { qty, price }: DecisionUnits,
): Promise<Decimal | null> {
  const { instrument, fills } = episode;
  const first = fills.find(({ isOfDecision }) => isOfDecision);
  if (!first) return null;
  const sizes = await simulationFacts.entrySizes(userId, { instrument, asset }, new Date(first.ts));
  const own: OwnSizes = { entries: [] };
  for (const size of sizes) rememberSize(own, toNumber(size), 1);
  const usual = usualSize(own, USUAL_FROM);
  const size = multiply(qty, price);
  return usual === null || size === ZERO ? null : fromNumber(usual / toNumber(size), SHARE_PLACES);
}

/** Bars of the symbol and of the market around the decision; those of another dollar-like quote stand in, marked. */
async function loadMarketAround(
  candles: SimulationRepos['candles'],
  userId: string,
  { symbol, ts, openedAt }: DecisionUnits,
  spanMs: number,
): Promise<Market> {
  const bases = new Set([baseOf(symbol), MARKET_BASE]);
  const series = (await candles.listSeries(userId)).filter((one) => bases.has(baseOf(one.symbol)));
  const from = Math.max(openedAt, ts - BENCHMARK_MS);
  const loaded = await Promise.all(
    series.map(async ({ id, symbol: name, granularityMs, source }) => {
      const begin = new Date(from - WARM_UP_BARS * granularityMs);
      const bars = await candles.load(userId, id, begin, new Date(ts + spanMs + 2 * granularityMs));
      return { ...bars, symbol: name, granularityMs, source };
    }),
  );
  return createMarket(joinSources(loaded));
}
