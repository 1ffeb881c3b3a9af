import { workerData } from 'node:worker_threads';
import { contractTable } from '@twin/engine/ledger/contractTable';
import type { Fill, FillOrder } from '@twin/engine/ledger/fill';
import type { Funding } from '@twin/engine/ledger/funding';
import { replay } from '@twin/engine/ledger/replay';
import type { Move } from '@twin/engine/ledger/transfer';
import type { CandleSeries } from '@twin/engine/market/candle';
import { createMarket } from '@twin/engine/market/createMarket';
import { ratesFrom } from '@twin/engine/market/rate';
import { daysIn } from '@twin/engine/money/zonedDay';
import { type Adherence, adherenceOf } from '@twin/engine/rules/adherence';
import { type Backtest, backtest } from '@twin/engine/rules/backtest';
import type { Rule } from '@twin/engine/rules/rule';
import { runThread, type Say } from '../../lib/threadEntry.ts';

/** How the history keeps some rules, or what one would have done to it. */
export type RulesTask = { kind: 'check'; rules: Rule[] } | { kind: 'backtest'; rule: Rule };

/** What the answers depend on besides the fills. */
export interface RulesInputs {
  candles: CandleSeries[];
  fundings: Funding[];
  moves: Move[];
  timeZone: string;
}

/** What the thread asks for, and what it gives in the end. */
export type RulesAsked =
  | { kind: 'inputs' }
  | { kind: 'fills'; after: FillOrder | null }
  | { kind: 'checked'; adherence: Adherence[] }
  | { kind: 'tested'; backtest: Backtest };

const task = workerData as RulesTask;

await runThread<RulesAsked>(async (say) => {
  const { candles, fundings, moves, timeZone } = (await say({ kind: 'inputs' })) as RulesInputs;
  const market = createMarket(candles);
  const sources = { market, rateAt: ratesFrom(market), contracts: contractTable };
  const fills = await allFills(say);
  const { decisions, ledger } = replay(fills, {
    sources,
    hasUniqueIds: true,
    asides: [...fundings, ...moves],
  });
  const settings = { market, timeZone, dayOf: daysIn(timeZone), books: ledger.books };
  if (task.kind === 'check') {
    await say({ kind: 'checked', adherence: adherenceOf(task.rules, decisions, settings) });
  } else {
    const tested = backtest({ rule: task.rule, fills, moves, decisions, sources, ...settings });
    await say({ kind: 'tested', backtest: tested });
  }
});

/** In ledger order. */
async function allFills(say: Say<RulesAsked>): Promise<Fill[]> {
  const fills: Fill[] = [];
  for (;;) {
    const page = (await say({ kind: 'fills', after: fills.at(-1) ?? null })) as Fill[];
    if (page.length === 0) return fills;
    fills.push(...page);
  }
}
