import type { ScorerState } from '../biases/state.ts';
import { loadLedger, saveLedger } from '../ledger/checkpoint.ts';
import type { DayLine, Series } from '../ledger/series.ts';
import type { Day } from '../money/day.ts';
import { readExact, writeExact } from '../money/exactJson.ts';
import type { AccountFold, UnexplainedTotal } from './accountFold.ts';
import { type AccountView, ALL_ACCOUNTS } from './accountView.ts';
import type { QueuedDecision } from './decisionQueue.ts';
import type { ShownTags } from './judgement.ts';
import type { OutcomeTally } from './outcomeTally.ts';

/** Rises when the shape of the state changes: an older checkpoint is then refused and the caller replays. */
const FOLD_VERSION = 7;

interface Written {
  version: number;
  ledger: string;
  queue: [string, QueuedDecision][];
  scorer: ScorerState;
  shown: [string, ShownTags][];
  views: WrittenView[];
  unexplained: [string, UnexplainedTotal][];
}

interface WrittenView {
  account: string;
  day: Day | null;
  realised: [string, bigint][];
  today: [string, DayLine][];
  tallies: [string, OutcomeTally][];
}

/** The fold as JSON text: the same state gives the same bytes. */
export function saveFold(fold: AccountFold): string {
  const written: Written = {
    version: FOLD_VERSION,
    ledger: saveLedger(fold.ledger),
    queue: [...fold.queue],
    scorer: fold.scorer,
    shown: [...fold.shown],
    views: [...fold.views.values()].map(writeView),
    unexplained: [...fold.unexplained],
  };
  return writeExact(written);
}

/** The fold from its JSON text; null when it was written in another version's shape. */
export function loadFold(text: string): AccountFold | null {
  const written = readExact(text) as Written;
  const ledger = written.version === FOLD_VERSION ? loadLedger(written.ledger) : null;
  if (!ledger) return null;
  return {
    ledger,
    queue: new Map(written.queue),
    scorer: written.scorer,
    shown: new Map(written.shown),
    views: new Map(written.views.map((view) => [view.account, readView(view, ledger.books)])),
    unexplained: new Map(written.unexplained),
  };
}

function writeView({ account, series, tallies }: AccountView): WrittenView {
  return {
    account,
    day: series.day,
    realised: [...series.realised],
    today: [...series.today],
    tallies: [...tallies],
  };
}

/** Books are shared with the ledger, so that a fill booked there is seen by every view. */
function readView(written: WrittenView, books: AccountView['books']): AccountView {
  const { account, day } = written;
  const series: Series = { day, realised: new Map(written.realised), today: new Map(written.today) };
  const own =
    account === ALL_ACCOUNTS ? books : new Map([...books].filter(([, book]) => book.account === account));
  return { account, books: own, series, tallies: new Map(written.tallies) };
}
