import type { Backtest } from '@twin/engine/rules/backtest';
import type { AlternativeFact } from '@twin/engine/simulation/alternatives';
import type { SimulationOutcome } from '@twin/engine/simulation/simulate';
import type { BacktestResult, Horizon, SimulationDto, SimulationResult } from '@twin/shared/dto/simulation';
import { absolute, decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import type { StoredSimulation } from './SimulationRepo.ts';
import type { DecisionOutcome } from './simulateDecision.ts';

/** What is stored of a finished one: a result, or the reason why there cannot be one. */
export type StoredOutcome = Renewal &
  ({ result: SimulationResult } | { backtest: BacktestResult } | { reason: string });

/** When time alone changes the answer: the end of the next horizon that was not over, UTC milliseconds. */
interface Renewal {
  renewTs: number | null;
}

const EXAMPLES = 20;

export function decisionResult(outcome: DecisionOutcome, now: Date): StoredOutcome {
  if ('reason' in outcome) return { reason: outcome.reason, renewTs: outcome.endTs ?? null };
  const { units, asset, kind, aliasOf } = outcome;
  const { horizons, benchmark, market, fact } = outcome.outcome;
  const open = horizons.flatMap((row) => (!row.complete && row.reason === 'not_over' ? [row.endTs] : []));
  return {
    renewTs: open.length === 0 ? null : Math.min(...open),
    result: {
      kind,
      asset,
      horizons: horizons.map(horizonDto),
      benchmark: benchmark && {
        name: 'closing at a random time',
        delta: formatDecimal(benchmark.delta),
        ciLow: formatDecimal(benchmark.ciLow),
        ciHigh: formatDecimal(benchmark.ciHigh),
      },
      market,
      instead: fact && insteadDto(fact),
      fees: formatDecimal(absolute(units.fees)),
      slippageBps: units.cost.slippageBps,
      candleCoverage: horizons.filter(({ complete }) => complete).length / horizons.length,
      aliasOf,
      unpricedFees: units.unpricedFees.map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) })),
      asOf: now.toISOString(),
    },
  };
}

function horizonDto(row: SimulationOutcome['horizons'][number]): SimulationResult['horizons'][number] {
  const horizon = row.horizon as Horizon;
  if (!row.complete) {
    const none = { delta: null, pathMaxAdverse: null, pathMaxFavourable: null, pathMaxDrawdown: null };
    return { horizon, ...none, marketNeutral: null, complete: false, missing: row.reason };
  }
  return {
    horizon,
    delta: formatDecimal(row.delta),
    pathMaxAdverse: formatDecimal(row.pathMaxAdverse),
    pathMaxFavourable: formatDecimal(row.pathMaxFavourable),
    pathMaxDrawdown: formatDecimal(row.pathMaxDrawdown),
    marketNeutral: row.marketNeutral === null ? null : formatDecimal(row.marketNeutral),
    complete: true,
    missing: null,
  };
}

function insteadDto(fact: AlternativeFact): SimulationResult['instead'] {
  if (fact.kind === 'size') {
    return { kind: 'size', price: null, filledAt: null, share: formatDecimal(fact.share) };
  }
  const filledAt = fact.filledTs === null ? null : new Date(fact.filledTs).toISOString();
  return { kind: fact.kind, price: formatDecimal(fact.price), filledAt, share: null };
}

export function backtestResult(tested: Backtest, now: Date): StoredOutcome {
  return {
    renewTs: null,
    backtest: {
      kind: 'backtest',
      checked: tested.checked,
      unknown: tested.unknown,
      blocked: tested.blocked.length,
      blockedWinners: tested.winners,
      examples: tested.blocked.slice(-EXAMPLES),
      changes: tested.byAsset,
      halves: tested.halves,
      isSplit: isSplit(tested),
      asOf: now.toISOString(),
    },
  };
}

/** Whether the rule helped in one half and hurt in the other: where it changed nothing it did neither. */
function isSplit({ byAsset, halves }: Backtest): boolean {
  const values = halves.map((half) => half.find(({ asset }) => asset === byAsset[0]?.asset)?.value ?? '0');
  const [early = ZERO, late = ZERO] = values.map(decimal);
  return (early > ZERO && late < ZERO) || (early < ZERO && late > ZERO);
}

/** Whether who asks again gets it computed again: it failed, or a horizon has ended since. */
export function isRenewable({ status, result }: StoredSimulation, now: Date): boolean {
  const { renewTs } = (result ?? { renewTs: null }) as unknown as Renewal;
  return status === 'failed' || (status === 'done' && renewTs !== null && renewTs <= now.getTime());
}

export function simulationDto(row: StoredSimulation): SimulationDto {
  const stored = (row.result ?? {}) as Partial<{ [key in 'result' | 'backtest' | 'reason']: never }>;
  const status = row.status === 'running' ? 'queued' : (row.status as SimulationDto['status']);
  const failed = 'The simulation failed. It was logged; ask again later.';
  return {
    id: row.id,
    kind: row.kind as SimulationDto['kind'],
    decisionId: row.tradeId ?? '',
    status,
    result: stored.result ?? null,
    backtest: stored.backtest ?? null,
    reason: status === 'failed' ? failed : (stored.reason ?? null),
  };
}
