import { matchTransfers, movesOf } from '@twin/engine/ledger/transfer';
import type { Adherence } from '@twin/engine/rules/adherence';
import type { Backtest } from '@twin/engine/rules/backtest';
import type { Rule } from '@twin/engine/rules/rule';
import { loadSeries } from '../market/index.ts';
import type { ForRules } from './ruleRepos.ts';
import type { RulesAsked, RulesInputs, RulesTask } from './rulesThread.ts';

/** Runs the thread on a task and answers what it asks. */
export type RunRules = (task: RulesTask, onAsked: (asked: RulesAsked) => Promise<unknown>) => Promise<void>;

const PAGE_FILLS = 5_000;

/** Rules held against a person's whole history, in a thread of their own. */
export class HistoryRules {
  private readonly forUser: ForRules;
  private readonly run: RunRules;

  constructor(forUser: ForRules, run: RunRules) {
    this.forUser = forUser;
    this.run = run;
  }

  /** One result for each rule, in their order. */
  async check(userId: string, rules: Rule[]): Promise<Adherence[]> {
    const last = await this.ask(userId, { kind: 'check', rules });
    if (last?.kind !== 'checked') throw new Error('the thread ended without a result');
    return last.adherence;
  }

  async backtest(userId: string, rule: Rule): Promise<Backtest> {
    const last = await this.ask(userId, { kind: 'backtest', rule });
    if (last?.kind !== 'tested') throw new Error('the thread ended without a result');
    return last.backtest;
  }

  /** @returns the last thing that the thread said */
  private async ask(userId: string, task: RulesTask): Promise<RulesAsked | null> {
    let last: RulesAsked | null = null;
    await this.run(task, async (asked) => {
      last = asked;
      if (asked.kind === 'inputs') return this.inputs(userId);
      if (asked.kind !== 'fills') return null;
      const from = asked.after ? { after: asked.after } : {};
      return this.forUser(userId, ({ trades }) => trades.pageFills(userId, from, PAGE_FILLS));
    });
    return last;
  }

  private async inputs(userId: string): Promise<RulesInputs> {
    return this.forUser(userId, async ({ candles, fundings, settings, transfers }) => ({
      candles: await loadSeries(candles, userId),
      fundings: await fundings.list(userId),
      moves: movesOf(matchTransfers(await transfers.list(userId))),
      timeZone: (await settings.get(userId)).timeZone,
    }));
  }
}
