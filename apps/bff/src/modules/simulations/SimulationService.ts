import { createHash } from 'node:crypto';
import { baseOf, quoteOf } from '@twin/engine/ledger/fill';
import type { CandleSeries } from '@twin/engine/market/candle';
import { createMarket } from '@twin/engine/market/createMarket';
import { heldLeg } from '@twin/engine/twin/heldLeg';
import { type HorizonOutcome, type HorizonSpan, simulateHold } from '@twin/engine/twin/hold';
import { ENGINE_VERSION } from '@twin/engine/version';
import type { Horizon, SimulationBody, SimulationDto, SimulationResult } from '@twin/shared/dto/simulation';
import { AppError } from '@twin/shared/errors/AppError';
import { type Decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import type { ForUser } from '../../lib/db.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { OutboxRepo } from '../events/index.ts';
import type { CandleRepo } from '../market/index.ts';
import type { DecisionInEpisode, SimulationFactsRepo } from './SimulationFactsRepo.ts';
import type { SimulationRepo, StoredSimulation } from './SimulationRepo.ts';

export interface SimulationRepos {
  simulations: SimulationRepo;
  simulationFacts: SimulationFactsRepo;
  candles: Pick<CandleRepo, 'listSeries' | 'load'>;
  outbox: Pick<OutboxRepo, 'append'>;
}

export interface SimulationDeps {
  forUser: ForUser<SimulationRepos>;
  queue: JobQueue;
  clock: Clock;
}

type Params = Pick<SimulationBody, 'kind' | 'horizon'>;
/** What is stored of a finished one: a result, or the reason why there cannot be one. */
type Stored = { result: SimulationResult; reason: null } | { result: null; reason: string };

const HOUR_MS = 3_600_000;
const FIXED_HORIZONS: readonly (HorizonSpan & { horizon: Horizon })[] = [
  { horizon: '1h', ms: HOUR_MS },
  { horizon: '24h', ms: 24 * HOUR_MS },
  { horizon: '7d', ms: 168 * HOUR_MS },
  { horizon: '30d', ms: 720 * HOUR_MS },
];

export class SimulationService {
  private readonly deps: SimulationDeps;

  constructor(deps: SimulationDeps) {
    this.deps = deps;
  }

  /** The answer when an equal question was computed before; else one is put in line. */
  async ask(userId: string, body: SimulationBody): Promise<SimulationDto> {
    const stored = await this.deps.forUser(userId, (repos) =>
      ensure(repos, userId, body, this.deps.clock.now()),
    );
    if (stored.status !== 'done') {
      const payload = { v: 1, userId, simulationId: stored.id } as const;
      await this.deps.queue.enqueue('runSimulation', payload, { dedupeKey: stored.id });
    }
    return simulationDto(stored);
  }

  async get(userId: string, id: string): Promise<SimulationDto> {
    const stored = await this.deps.forUser(userId, ({ simulations }) => simulations.find(userId, id));
    if (!stored) throw new AppError('NOT_FOUND');
    return simulationDto(stored);
  }

  /** Computes a waiting one and tells about it in the same transaction. @returns false when there is nothing to do */
  async run(userId: string, id: string): Promise<boolean> {
    return this.deps.forUser(userId, async (repos) => {
      const { simulations, outbox } = repos;
      const simulation = await simulations.begin(userId, id, this.deps.clock.now());
      if (!simulation?.tradeId) return false;
      const now = this.deps.clock.now();
      const stored = await compute(repos, userId, simulation.tradeId, simulation.params as Params, now);
      await simulations.finish(userId, id, JSON.parse(JSON.stringify(stored)), now);
      await outbox.append(userId, 'simulation.completed', {
        simulationId: id,
        kind: simulation.kind,
        tradeId: simulation.tradeId,
      });
      return true;
    });
  }

  async markFailed(userId: string, id: string, error: { code: string; message: string }): Promise<void> {
    await this.deps.forUser(userId, ({ simulations }) =>
      simulations.fail(userId, id, error, this.deps.clock.now()),
    );
  }
}

/** The stored simulation of this question, new or known. @throws AppError NOT_FOUND */
async function ensure(
  { simulations, simulationFacts }: SimulationRepos,
  userId: string,
  { kind, decisionId, horizon }: SimulationBody,
  now: Date,
): Promise<StoredSimulation> {
  const decision = await simulationFacts.findDecision(userId, decisionId);
  if (!decision) throw new AppError('NOT_FOUND');
  const params: Params = horizon === undefined ? { kind } : { kind, horizon };
  const spans = horizonSpans(params, await simulationFacts.medianHoldMs(userId));
  const inputHash = hashOf({
    ...params,
    decisionId,
    dataVersion: await simulationFacts.dataVersion(userId),
    // A horizon that has ended meanwhile makes a new question.
    ended: spans.filter(({ ms }) => endOf(decision) + ms <= now.getTime()),
    engineVersion: ENGINE_VERSION,
  });
  const entry = { kind, tradeId: decisionId, params, inputHash, engineVersion: ENGINE_VERSION };
  return (await simulations.ensure(userId, entry)).simulation;
}

async function compute(
  repos: SimulationRepos,
  userId: string,
  decisionId: string,
  params: Params,
  now: Date,
): Promise<Stored> {
  const decision = await repos.simulationFacts.findDecision(userId, decisionId);
  if (!decision) return { result: null, reason: 'The decision is no longer there.' };
  const reading = heldLeg(decision.episode);
  if ('reason' in reading) return { result: null, reason: reading.reason };
  const spans = horizonSpans(params, await repos.simulationFacts.medianHoldMs(userId));
  const candles = await loadCandles(repos.candles, userId, decision, Math.max(...spans.map(({ ms }) => ms)));
  if (!candles || candles.ts.length === 0) {
    return {
      result: null,
      reason: `There are no candles of ${decision.symbol} after this decision. Upload some to simulate it.`,
    };
  }
  const outcomes = simulateHold(reading.leg, reading.cost, spans, candles, now.getTime());
  return {
    reason: null,
    result: {
      kind: 'hold',
      asset: quoteOf(decision.symbol),
      horizons: outcomes.map(horizonDto),
      benchmark: null,
      fees: formatDecimal(reading.leg.fees < 0n ? -reading.leg.fees : reading.leg.fees),
      slippageBps: reading.cost.slippageBps,
      candleCoverage: outcomes.filter(({ complete }) => complete).length / outcomes.length,
      aliasOf: candles.aliasOf,
      unpricedFees: reading.unpricedFees.map(({ asset, amount }) => ({
        asset,
        amount: formatDecimal(amount),
      })),
      asOf: now.toISOString(),
    },
  };
}

function horizonSpans(
  { horizon }: Params,
  medianHoldMs: number | null,
): (HorizonSpan & { horizon: Horizon })[] {
  const own = medianHoldMs === null ? [] : [{ horizon: 'own_median_hold' as const, ms: medianHoldMs }];
  return [...FIXED_HORIZONS, ...own].filter((span) => horizon === undefined || span.horizon === horizon);
}

function endOf({ episode }: DecisionInEpisode): number {
  return Math.max(...episode.fills.filter(({ isOfDecision }) => isOfDecision).map(({ ts }) => ts));
}

/** Bars from the decision to the last horizon; those of another dollar-like quote stand in, marked. */
async function loadCandles(
  candles: SimulationRepos['candles'],
  userId: string,
  decision: DecisionInEpisode,
  spanMs: number,
): Promise<CandleSeries | null> {
  const from = endOf(decision);
  const series = (await candles.listSeries(userId)).filter(
    ({ symbol }) => baseOf(symbol) === baseOf(decision.symbol),
  );
  const loaded = await Promise.all(
    series.map(async ({ id, symbol, granularityMs }) => {
      const bars = await candles.load(userId, id, new Date(from), new Date(from + spanMs));
      return { ...bars, symbol, granularityMs, aliasOf: null };
    }),
  );
  return createMarket(loaded).candles(decision.symbol);
}

function horizonDto(outcome: HorizonOutcome): SimulationResult['horizons'][number] {
  const text = (value: Decimal | null) => (value === null ? null : formatDecimal(value));
  return {
    horizon: outcome.horizon as Horizon,
    delta: text(outcome.delta),
    pathMaxAdverse: text(outcome.pathMaxAdverse),
    pathMaxFavourable: text(outcome.pathMaxFavourable),
    complete: outcome.complete,
  };
}

function simulationDto(row: StoredSimulation): SimulationDto {
  const stored = row.result as Stored | null;
  const status = row.status === 'running' ? 'queued' : (row.status as SimulationDto['status']);
  return {
    id: row.id,
    kind: row.kind as SimulationDto['kind'],
    decisionId: row.tradeId ?? '',
    status,
    result: stored?.result ?? null,
    reason:
      status === 'failed'
        ? 'The simulation failed. It was logged; ask again later.'
        : (stored?.reason ?? null),
  };
}

/** Equal inputs, equal hash: the keys of our own literals are in a fixed order. */
function hashOf(input: Record<string, unknown>): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('hex');
}
