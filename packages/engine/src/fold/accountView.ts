import type { AsideStep } from '../ledger/aside.ts';
import type { Book } from '../ledger/book.ts';
import type { Ledger, LedgerStep } from '../ledger/ledger.ts';
import {
  addStep,
  emptySeries,
  runningDay,
  type Series,
  type SeriesOutput,
  turnDays,
} from '../ledger/series.ts';
import type { FoldOutput, FoldSettings } from './foldOutput.ts';
import { emptyTally, type OutcomeTally, tallyEpisode, tallyEquity } from './outcomeTally.ts';

/** Key of the view of all trading accounts together. */
export const ALL_ACCOUNTS = '';

/** Days and totals of one trading account, or of all. Its books are those of the fold's ledger, not copies. */
export interface AccountView {
  account: string;
  books: Map<string, Book>;
  series: Series;
  /** By settlement asset. */
  tallies: Map<string, OutcomeTally>;
}

export function emptyView(account: string): AccountView {
  return { account, books: new Map(), series: emptySeries(), tallies: new Map() };
}

/** The two views that a fill of the account belongs to. */
export function viewsOf(views: Map<string, AccountView>, account: string, ledger: Ledger): AccountView[] {
  return [ALL_ACCOUNTS, account].map((key) => {
    let view = views.get(key);
    if (!view) {
      view = emptyView(key);
      if (key === ALL_ACCOUNTS) view.books = ledger.books;
      views.set(key, view);
    }
    return view;
  });
}

/** Ends the days that lie before the moment. */
export function turnView(view: AccountView, ts: number, settings: FoldSettings, output: FoldOutput): void {
  const { series } = view;
  if (series.day && ts < series.day.endTs) return;
  const ended: SeriesOutput = { days: [], equity: [] };
  turnDays(series, ledgerOf(view), ts, settings.dayOf, settings.sources.market, ended);
  collect(view, ended, output);
  for (const point of ended.equity) tallyEquity(tallyOf(view, point.asset), point);
}

/** After a fill was booked. */
export function addToView(view: AccountView, ledger: Ledger, step: LedgerStep): void {
  const book = ledger.books.get(step.book);
  if (!book) return;
  view.books.set(step.book, book);
  addStep(view.series, ledger, step);
  if (step.feeSale) addStep(view.series, ledger, step.feeSale);
  for (const episode of step.newlyClosed) tallyEpisode(tallyOf(view, episode.asset), episode);
}

/** After what stands beside the fills was booked: in the book that the step names. */
export function addAsideToView(view: AccountView, ledger: Ledger, step: AsideStep): void {
  const book = ledger.books.get(step.book);
  if (!book) return;
  view.books.set(step.book, book);
  addStep(view.series, ledger, step);
  if ('closed' in step && step.closed) tallyEpisode(tallyOf(view, step.closed.asset), step.closed);
}

/** The running day as of a moment, without ending it; answers the equity of each asset. */
export function peekView(
  view: AccountView,
  ts: number,
  settings: FoldSettings,
  output: FoldOutput,
): SeriesOutput {
  const running = runningDay(view.series, ledgerOf(view), ts, settings.sources.market);
  collect(view, running, output);
  return running;
}

/** The view's books as a ledger of their own. */
export function ledgerOf(view: AccountView): Ledger {
  return { lotMethod: null, books: view.books, last: null, asideTs: 0 };
}

export function tallyOf(view: AccountView, asset: string): OutcomeTally {
  let tally = view.tallies.get(asset);
  if (!tally) {
    tally = emptyTally();
    view.tallies.set(asset, tally);
  }
  return tally;
}

function collect({ account }: AccountView, from: SeriesOutput, output: FoldOutput): void {
  for (const line of from.days) output.days.push({ ...line, account });
  for (const point of from.equity) output.equity.push({ ...point, account });
}
