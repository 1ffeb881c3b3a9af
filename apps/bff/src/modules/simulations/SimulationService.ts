import { createHash } from 'node:crypto';
import type { Backtest } from '@twin/engine/rules/backtest';
import { ENGINE_VERSION } from '@twin/engine/version';
import { RuleSpec } from '@twin/shared/dto/rule';
import type { SimulationBody, SimulationDto } from '@twin/shared/dto/simulation';
import { AppError } from '@twin/shared/errors/AppError';
import type { Clock } from '../../ports/clock.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { NewSimulation, StoredSimulation } from './SimulationRepo.ts';
import { type Params, simulateDecision } from './simulateDecision.ts';
import {
  backtestResult,
  decisionResult,
  isRenewable,
  type StoredOutcome,
  simulationDto,
} from './simulationDto.ts';
import type { ForSimulations, SimulationRepos } from './simulationRepos.ts';

export interface SimulationDeps {
  forUser: ForSimulations;
  queue: JobQueue;
  clock: Clock;
  /** What a rule would have done to the history so far. */
  backtest: (userId: string, rule: RuleSpec) => Promise<Backtest>;
}

export class SimulationService {
  private readonly deps: SimulationDeps;

  constructor(deps: SimulationDeps) {
    this.deps = deps;
  }

  /** The answer when an equal question was computed before; else one is put in line. @throws AppError NOT_FOUND */
  async ask(userId: string, body: SimulationBody): Promise<SimulationDto> {
    return this.ensure(userId, (repos) => decisionQuestion(repos, userId, body));
  }

  /** The same for a rule and the whole history. */
  async askBacktest(userId: string, rule: RuleSpec): Promise<SimulationDto> {
    return this.ensure(userId, async ({ simulationFacts }) => {
      const version = await simulationFacts.version(userId);
      const inputHash = hashOf({ rule, version, engineVersion: ENGINE_VERSION });
      return { kind: 'backtest', tradeId: null, params: rule, inputHash, engineVersion: ENGINE_VERSION };
    });
  }

  async get(userId: string, id: string): Promise<SimulationDto> {
    const stored = await this.deps.forUser(userId, ({ simulations }) => simulations.find(userId, id));
    if (!stored) throw new AppError('NOT_FOUND');
    return simulationDto(stored);
  }

  /** Computes a waiting one and tells about it with the result. @returns false when there is nothing to do */
  async run(userId: string, id: string): Promise<boolean> {
    const { forUser, clock } = this.deps;
    const simulation = await forUser(userId, ({ simulations }) => simulations.begin(userId, id, clock.now()));
    if (!simulation) return false;
    const outcome = await this.compute(userId, simulation);
    await forUser(userId, async ({ simulations, outbox }) => {
      await simulations.finish(userId, id, { ...outcome }, clock.now());
      const { kind, tradeId } = simulation;
      await outbox.append(userId, 'simulation.completed', { simulationId: id, kind, tradeId });
    });
    return true;
  }

  async markFailed(userId: string, id: string, error: { code: string; message: string }): Promise<void> {
    await this.deps.forUser(userId, ({ simulations }) =>
      simulations.fail(userId, id, error, this.deps.clock.now()),
    );
  }

  private async compute(userId: string, { tradeId, params }: StoredSimulation): Promise<StoredOutcome> {
    const now = this.deps.clock.now();
    if (tradeId === null) {
      return backtestResult(await this.deps.backtest(userId, RuleSpec.parse(params)), now);
    }
    return this.deps.forUser(userId, async (repos) =>
      decisionResult(await simulateDecision(repos, userId, tradeId, params as Params, now), now),
    );
  }

  private async ensure(
    userId: string,
    question: (repos: SimulationRepos) => Promise<NewSimulation>,
  ): Promise<SimulationDto> {
    const now = this.deps.clock.now();
    const simulation = await this.deps.forUser(userId, async (repos) => {
      const known = await repos.simulations.ensure(userId, await question(repos));
      return isRenewable(known, now) ? repos.simulations.renew(userId, known.id) : known;
    });
    if (simulation.status !== 'done') {
      const payload = { v: 1, userId, simulationId: simulation.id } as const;
      await this.deps.queue.enqueue('runSimulation', payload, { dedupeKey: simulation.id });
    }
    return simulationDto(simulation);
  }
}

async function decisionQuestion(
  { simulationFacts, rules }: SimulationRepos,
  userId: string,
  { kind, decisionId, horizon }: SimulationBody,
): Promise<NewSimulation> {
  if (!(await simulationFacts.hasTrade(userId, decisionId))) throw new AppError('NOT_FOUND');
  const params: Params = horizon === undefined ? { kind } : { kind, horizon };
  const plan = kind === 'plan' ? await rules.list(userId, { active: true }) : [];
  const inputHash = hashOf({
    ...params,
    decisionId,
    version: await simulationFacts.version(userId),
    // Another plan makes a new question.
    plan: plan.map(({ id, params: asked, checkedVersion }) => [id, asked, checkedVersion]),
    engineVersion: ENGINE_VERSION,
  });
  return { kind, tradeId: decisionId, params, inputHash, engineVersion: ENGINE_VERSION };
}

/** Equal inputs, equal hash: the keys of our own literals are in a fixed order. */
function hashOf(input: Record<string, unknown>): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('hex');
}
