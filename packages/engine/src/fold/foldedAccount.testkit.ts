import { readFileSync } from 'node:fs';
import type { BiasModel } from '../biases/model.ts';
import { readModel } from '../biases/readModel.ts';
import { type Aside, AsideQueue } from '../ledger/aside.ts';
import { compareFills, type Fill } from '../ledger/fill.ts';
import { type LedgerSources, NO_SOURCES } from '../ledger/ledger.ts';
import { type Replay, replay } from '../ledger/replay.ts';
import type { DayLine, EquityPoint } from '../ledger/series.ts';
import { type DayOf, utcDay } from '../money/day.ts';
import { emptyFold, foldAside, foldPage } from './accountFold.ts';
import { peekAccount, type ViewTotals } from './accountPeek.ts';
import { ALL_ACCOUNTS } from './accountView.ts';
import { emptyOutput } from './foldOutput.ts';

/** Everything that the product shows of an account, as the fold gives it, beside the ledger's own lists. */
export interface FoldedAccount extends Replay, Pick<ViewTotals, 'bySymbol' | 'byAsset'> {
  totals: ViewTotals[];
  days: (DayLine & { account: string })[];
  equity: (EquityPoint & { account: string })[];
}

interface Options {
  sources?: LedgerSources;
  asides?: readonly Aside[];
  dayOf?: DayOf;
}

export const committedModel: BiasModel = readCommitted();

/** Folds the fills in ledger order and looks at the end; `bySymbol` and `byAsset` are those of all accounts. */
export function foldedAccount(fills: readonly Fill[], options: Options = {}): FoldedAccount {
  const sources = options.sources ?? NO_SOURCES;
  const settings = { model: committedModel, sources, dayOf: options.dayOf ?? utcDay };
  const fold = emptyFold();
  const output = emptyOutput();
  const asides = new AsideQueue(options.asides ?? []);
  foldPage(fold, [...fills].sort(compareFills), asides, settings, output);
  for (const aside of asides.until(Number.POSITIVE_INFINITY)) foldAside(fold, aside, settings, output);
  const peek = peekAccount(fold, settings);
  const all = peek.totals.find(({ account }) => account === ALL_ACCOUNTS);
  return {
    ...replay(fills, { sources, asides: options.asides ?? [] }),
    bySymbol: all?.bySymbol ?? [],
    byAsset: all?.byAsset ?? [],
    totals: peek.totals,
    days: [...output.days, ...peek.output.days],
    equity: [...output.equity, ...peek.output.equity],
  };
}

function readCommitted(): BiasModel {
  const path = new URL('../../../../model/bias-model.json', import.meta.url);
  const reading = readModel(JSON.parse(readFileSync(path, 'utf8')));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.model;
}
