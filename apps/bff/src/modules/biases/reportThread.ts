import { workerData } from 'node:worker_threads';
import type { BiasModel } from '@twin/engine/biases/model';
import type { Tag } from '@twin/engine/biases/tag';
import { emptyFold, foldFill } from '@twin/engine/fold/accountFold';
import { peekAccount } from '@twin/engine/fold/accountPeek';
import { emptyOutput, type FoldOutput } from '@twin/engine/fold/foldOutput';
import type { Decision } from '@twin/engine/ledger/decision';
import type { Fill } from '@twin/engine/ledger/fill';
import { NO_SOURCES } from '@twin/engine/ledger/ledger';
import type { CandleSeries } from '@twin/engine/market/candle';
import { createMarket } from '@twin/engine/market/createMarket';
import { utcDay } from '@twin/engine/money/day';
import type { BiasReport } from '@twin/engine/report/biasReport';
import { reportBiases } from '@twin/engine/report/reportBiases';
import { runThread } from '../../lib/threadEntry.ts';

/** What the thread asks for, and what it gives in the end. */
export type Asked =
  | { kind: 'candles' }
  | { kind: 'fills'; after: Pick<Fill, 'ts' | 'seq' | 'id'> | null }
  | { kind: 'reports'; reports: BiasReport[] };

const { model } = workerData as { model: BiasModel };

await runThread<Asked>(async (say) => {
  const market = createMarket((await say({ kind: 'candles' })) as CandleSeries[]);
  const settings = { model, sources: { ...NO_SOURCES, market }, dayOf: utcDay };
  const fold = emptyFold();
  const decisions: Decision[] = [];
  const tags: Tag[] = [];
  const collect = ({ scored }: FoldOutput) => {
    for (const { decision, tags: given } of scored) {
      decisions.push(slim(decision));
      tags.push(...given.map((tag) => ({ ...tag, features: {} })));
    }
  };
  let fills: Fill[];
  do {
    fills = (await say({ kind: 'fills', after: fold.ledger.last })) as Fill[];
    const output = emptyOutput();
    for (const fill of fills) foldFill(fold, fill, settings, output);
    collect(output);
  } while (fills.length > 0);
  collect(peekAccount(fold, settings).output);
  await say({
    kind: 'reports',
    reports: reportBiases({ model, decisions, ledger: fold.ledger, market, tags }),
  });
});

/** Without the lists of ids, which no report reads: a long history is held as a whole. */
function slim(decision: Decision): Decision {
  const { closedEpisode } = decision.outcome;
  return {
    ...decision,
    fillIds: [],
    outcome: { ...decision.outcome, closedEpisode: closedEpisode && { ...closedEpisode, decisionIds: [] } },
  };
}
