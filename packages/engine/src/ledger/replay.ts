import { applyFill } from './applyFill.ts';
import { type Aside, AsideQueue, type AsideStep, applyAside, asideProblem } from './aside.ts';
import type { Decision, Episode } from './decision.ts';
import { compareFills, type Fill } from './fill.ts';
import {
  emptyLedger,
  fillProblem,
  type Ledger,
  type LedgerSources,
  type LedgerStep,
  NO_SOURCES,
  openDecision,
  openEpisodes,
  type Unexplained,
} from './ledger.ts';
import type { LotMethod } from './lots.ts';

export interface Replay {
  /** The state after the last fill, to go on from. */
  ledger: Ledger;
  /** In the order of their first fills; the last one of each book may still grow. */
  decisions: Decision[];
  /** Closed ones in the order of their close, and those still running. */
  episodes: Episode[];
  openEpisodes: Episode[];
  unexplained: Unexplained[];
  /** Fills that cannot be booked, with the reason; and repeated ids, each counted once. */
  rejected: { fillId: string; reason: string }[];
  duplicates: number;
}

export interface ReplayOptions {
  sources?: LedgerSources;
  lotMethod?: LotMethod | null;
  /** What is booked beside the fills. */
  asides?: readonly Aside[];
  /** The caller has made sure that no id comes twice: saves the search, a quarter of a replay. */
  hasUniqueIds?: boolean;
  /** Sees every fill with its step, in ledger order, before the next one is booked. */
  onStep?: (fill: Fill, step: LedgerStep, ledger: Ledger) => void;
}

/** Books every fill in ledger order, whatever order they come in. The same fills give the same bytes. */
export function replay(fills: readonly Fill[], options: ReplayOptions = {}): Replay {
  const sources = options.sources ?? NO_SOURCES;
  const ledger = emptyLedger(options.lotMethod ?? null);
  const collected = new Collector();
  const seen = options.hasUniqueIds ? null : new Set<string>();
  const asides = new AsideQueue(
    (options.asides ?? []).filter((aside) => asideProblem(aside, sources) === null),
  );
  const book = (ts: number): void => {
    for (const aside of asides.until(ts)) collected.addAside(applyAside(ledger, aside, sources));
  };
  for (const fill of inLedgerOrder(fills)) {
    book(fill.ts);
    if (seen?.has(fill.id)) {
      collected.duplicates += 1;
      continue;
    }
    seen?.add(fill.id);
    const reason = fillProblem(fill, sources);
    if (reason !== null) {
      collected.rejected.push({ fillId: fill.id, reason });
      continue;
    }
    const step = applyFill(ledger, fill, sources);
    collected.add(step);
    options.onStep?.(fill, step, ledger);
  }
  book(Number.POSITIVE_INFINITY);
  return collected.result(ledger);
}

/** Sorted by (ts, seq, id); the same list where it is in order already. */
export function inLedgerOrder(fills: readonly Fill[]): readonly Fill[] {
  const sorted = fills.every((fill, index) => {
    const next = fills[index + 1];
    return next === undefined || compareFills(fill, next) <= 0;
  });
  return sorted ? fills : [...fills].sort(compareFills);
}

class Collector {
  duplicates = 0;
  readonly rejected: Replay['rejected'] = [];
  private readonly decisions: (Decision | null)[] = [];
  /** Place of each book's open decision in `decisions`. */
  private readonly places = new Map<string, number>();
  private readonly episodes = new Map<string, Episode>();
  private readonly unexplained: Unexplained[] = [];

  add(step: LedgerStep): void {
    if (step.opened) {
      const place = this.places.get(step.book);
      if (place !== undefined) this.decisions[place] = step.finished;
      this.places.set(step.book, this.decisions.push(null) - 1);
    }
    for (const episode of step.closed) this.episodes.set(episode.id, episode);
    for (const line of step.unexplained) this.unexplained.push(line);
  }

  addAside(steps: readonly AsideStep[]): void {
    for (const step of steps)
      if ('closed' in step && step.closed) this.episodes.set(step.closed.id, step.closed);
  }

  result(ledger: Ledger): Replay {
    for (const [book, place] of this.places) this.decisions[place] = openDecision(ledger, book);
    return {
      ledger,
      decisions: this.decisions.filter((decision) => decision !== null),
      episodes: [...this.episodes.values()],
      openEpisodes: openEpisodes(ledger),
      unexplained: this.unexplained,
      rejected: this.rejected,
      duplicates: this.duplicates,
    };
  }
}
