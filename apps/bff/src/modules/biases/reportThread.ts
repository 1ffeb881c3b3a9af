import { workerData } from 'node:worker_threads';
import type { BiasModel } from '@twin/engine/biases/model';
import type { Tag } from '@twin/engine/biases/tag';
import { emptyFold, foldPage } from '@twin/engine/fold/accountFold';
import { peekAccount } from '@twin/engine/fold/accountPeek';
import { ledgerOf } from '@twin/engine/fold/accountView';
import { emptyOutput, type FoldOutput, type FoldSettings } from '@twin/engine/fold/foldOutput';
import type { Judgement } from '@twin/engine/fold/judgement';
import { reviewHistory } from '@twin/engine/fold/review';
import { AsideQueue } from '@twin/engine/ledger/aside';
import { contractTable } from '@twin/engine/ledger/contractTable';
import type { Decision } from '@twin/engine/ledger/decision';
import type { Fill, FillOrder } from '@twin/engine/ledger/fill';
import type { Funding } from '@twin/engine/ledger/funding';
import type { Move } from '@twin/engine/ledger/transfer';
import type { CandleSeries } from '@twin/engine/market/candle';
import { createMarket } from '@twin/engine/market/createMarket';
import { ratesFrom } from '@twin/engine/market/rate';
import { daysIn } from '@twin/engine/money/zonedDay';
import { automatedAccounts } from '@twin/engine/report/automatedAccounts';
import type { BiasReport } from '@twin/engine/report/biasReport';
import { reportBiases } from '@twin/engine/report/reportBiases';
import { flagDecisions } from '@twin/engine/twin/flag';
import { Twin, type TwinPoint } from '@twin/engine/twin/twin';
import { runThread, type Say } from '../../lib/threadEntry.ts';

/** What a report depends on besides the fills. */
export interface ReportInputs {
  candles: CandleSeries[];
  fundings: Funding[];
  moves: Move[];
  judgements: Judgement[];
  /** Accounts of which the person said who trades them. */
  traders: { programs: string[]; people: string[] };
  timeZone: string;
}

/** Reports by trading account ('' for all together), and the twin's equity against the actual one. */
export interface Reported {
  accounts: { account: string; reports: BiasReport[] }[];
  twin: TwinPoint[];
  /** Accounts that look like a program's. */
  automated: string[];
}

/** What the thread asks for, and what it gives in the end. */
export type Asked =
  | { kind: 'inputs' }
  | { kind: 'fills'; after: FillOrder | null }
  | { kind: 'reported'; reported: Reported };

const { model } = workerData as { model: BiasModel };

await runThread<Asked>(async (say) => {
  const { candles, fundings, moves, judgements, traders, timeZone } = (await say({
    kind: 'inputs',
  })) as ReportInputs;
  const market = createMarket(candles);
  const sources = { market, rateAt: ratesFrom(market), contracts: contractTable };
  const settings = {
    ...{ model, sources, judgements, dayOf: daysIn(timeZone) },
    ...{ programs: new Set(traders.programs), people: new Set(traders.people) },
  };
  const { fold, habits, decisions, tags } = await scoreAll(
    say,
    new AsideQueue([...fundings, ...moves]),
    settings,
  );
  const weighed = reviewHistory(decisions, habits, settings);
  const twin = new Twin({ ...settings, flags: flagDecisions(decisions, weighed, model.thresholds.stored) });
  const queue = new AsideQueue(moves);
  for await (const fill of fillsFrom(say)) {
    for (const move of queue.until(fill.ts)) twin.move(move);
    twin.add(fill);
  }
  const changes = twin.end();
  const accounts = [...fold.views.values()].map((view) => {
    const isOwn = ({ account }: { account: string }) => view.account === '' || account === view.account;
    const own = decisions.filter(isOwn);
    const ids = new Set(own.map(({ id }) => id));
    const reports = reportBiases({
      model,
      market,
      decisions: own,
      ledger: ledgerOf(view),
      tags: tags.filter(({ decisionId }) => ids.has(decisionId)),
      changes: changes.filter(isOwn),
    });
    return { account: view.account, reports };
  });
  const automated = automatedAccounts(decisions);
  await say({ kind: 'reported', reported: { accounts, twin: twin.points, automated } });
});

/** All fills in ledger order, a page at a time. */
async function* fillsFrom(say: Say<Asked>): AsyncGenerator<Fill> {
  let after: FillOrder | null = null;
  let fills: Fill[];
  do {
    fills = (await say({ kind: 'fills', after })) as Fill[];
    yield* fills;
    after = fills.at(-1) ?? null;
  } while (after !== null);
}

async function scoreAll(say: Say<Asked>, asides: AsideQueue, settings: FoldSettings) {
  const fold = emptyFold();
  const decisions: Decision[] = [];
  const tags: Tag[] = [];
  const collect = ({ scored }: FoldOutput) => {
    for (const { decision, tags: given } of scored) {
      if (settings.programs?.has(decision.account)) continue;
      decisions.push(slim(decision));
      tags.push(...given.map((tag) => ({ ...tag, features: {} })));
    }
  };
  for await (const fill of fillsFrom(say)) {
    const output = emptyOutput();
    foldPage(fold, [fill], asides, settings, output);
    collect(output);
  }
  const { output, scorer: habits } = peekAccount(fold, settings);
  collect(output);
  return { fold, habits, decisions, tags };
}

/** Without the lists of ids, which no report reads: a long history is held as a whole. */
function slim(decision: Decision): Decision {
  const { closedEpisode } = decision.outcome;
  return {
    ...decision,
    fillIds: [],
    outcome: { ...decision.outcome, closedEpisode: closedEpisode && { ...closedEpisode, decisionIds: [] } },
  };
}
