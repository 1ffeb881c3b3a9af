import type { Decimal } from '@twin/shared/primitives/decimal';
import { maximum } from '@twin/shared/primitives/decimal';
import type { ScorerState } from '../biases/state.ts';
import type { Episode } from '../ledger/decision.ts';
import { openEpisodes } from '../ledger/ledger.ts';
import { type AssetTotals, assetTotals, type SymbolTotals, symbolTotals } from '../ledger/summary.ts';
import { type AccountFold, score } from './accountFold.ts';
import { type AccountView, ledgerOf, peekView } from './accountView.ts';
import { decisionOf } from './decisionQueue.ts';
import { emptyOutput, type FoldOutput, type FoldSettings } from './foldOutput.ts';
import { emptyTally, type OutcomeFigures, outcomeFigures } from './outcomeTally.ts';

/** What the fills so far give as things stand: waiting decisions, running episodes and day, all totals. */
export interface AccountPeek {
  output: FoldOutput;
  openEpisodes: Episode[];
  totals: ViewTotals[];
  /** The scorer with the waiting decisions counted in. */
  scorer: ScorerState;
}

export interface ViewTotals {
  /** '' for all accounts together. */
  account: string;
  fills: number;
  bySymbol: SymbolTotals[];
  byAsset: AssetResult[];
}

/** All figures of one settlement asset. */
export interface AssetResult extends AssetTotals, OutcomeFigures {
  /** Largest fall of equity from an earlier peak (at least 0): 0 or above. */
  maxDrawdown: Decimal;
}

/** Looks at the fold as of its last fill without changing it. */
export function peekAccount(fold: AccountFold, settings: FoldSettings): AccountPeek {
  const output = emptyOutput();
  const shown = new Map([...fold.shown].map(([label, tags]) => [label, { ...tags }]));
  const ahead = { scorer: JSON.parse(JSON.stringify(fold.scorer)) as ScorerState, shown };
  for (const entry of fold.queue.values()) {
    const decision = decisionOf(entry, fold.ledger);
    if (decision) output.scored.push(score(ahead, decision, settings));
  }
  const asOf = Math.max(fold.ledger.last?.ts ?? 0, fold.ledger.asideTs);
  const totals = [...fold.views.values()].map((view) => totalsOf(view, asOf, settings, output));
  return { output, openEpisodes: openEpisodes(fold.ledger), totals, scorer: ahead.scorer };
}

function totalsOf(view: AccountView, asOf: number, settings: FoldSettings, output: FoldOutput): ViewTotals {
  const { equity } = peekView(view, asOf, settings, output);
  const bySymbol = symbolTotals(ledgerOf(view), settings.sources.market, asOf);
  const byAsset = assetTotals(bySymbol).map((line) => {
    const tally = view.tallies.get(line.asset) ?? emptyTally();
    const now = equity.find((point) => point.asset === line.asset)?.equity ?? tally.peak;
    const maxDrawdown = maximum(tally.maxDrawdown, tally.peak - now);
    return { ...line, ...outcomeFigures(tally), maxDrawdown };
  });
  return {
    account: view.account,
    fills: bySymbol.reduce((sum, line) => sum + line.fills, 0),
    bySymbol,
    byAsset,
  };
}
