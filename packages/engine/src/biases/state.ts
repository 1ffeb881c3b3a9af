import { noRisk, type RiskCounts } from './relativeRisk.ts';
import { emptyWindow, type TrailingWindow } from './trailingWindow.ts';

/**
 * Everything the scorer remembers of earlier decisions: plain JSON of bounded size (trailing windows and
 * counts; one entry per position and per asset of amounts), so that a checkpoint is `JSON.stringify(state)`.
 */
export interface ScorerState {
  /** Decisions seen, conversions between stable coins left out. */
  decisions: number;
  /** Decisions per UTC hour of the day. */
  hours: number[];
  /** Times of the last decisions, oldest first: whether they come like clockwork. */
  starts: number[];
  /** Times of the last entries, oldest first: their pace. */
  entryStarts: number[];
  /** Entries so far, and the time of the first decision: the pace over the whole history. */
  entries: { count: number; since: number | null };
  /** Starts of the last 30 minutes, oldest first, at most RECENT_STARTS. */
  recent: RecentStart[];
  /** Decisions that may still gain a fill; their sizes count for nobody yet. */
  pending: PendingDecision[];
  /** Closed episodes whose closing fill lies after the decisions seen so far. */
  closing: ClosedEpisode[];
  quotes: Record<string, QuoteState>;
  /** By book key: instrument, symbol and account. */
  positions: Record<string, PositionState>;
  /** Keys of open positions, for the risk set of a sale. */
  open: string[];
  exits: ExitState;
  days: DayState;
  disposition: DispositionCounts;
  /** Exits near the own cost, and how many random moments of the same holds would give. */
  nearCost: { observed: number; expected: number };
  /** Entries at or above the own size threshold, in a streak of equal outcomes or not. */
  sizing: RiskCounts;
  /** Exits in gain (in) and in loss (out); exposure in bars that closed above and below the own cost. */
  realised: RiskCounts;
  chase: RiskCounts;
  dip: RiskCounts;
  /** Adds below the own cost and above it. */
  adds: { below: number; above: number };
}

export interface RecentStart {
  ts: number;
  key: string;
  base: string;
  /** +1 buy, −1 sell. */
  sign: number;
  /** Base units that it moved; null while fills may still join it. */
  moved: number | null;
}

/** Amounts in one asset (`amountAsset`); none is ever added to those of another. */
export interface QuoteState {
  /** ln notional of the last entries. */
  sizes: TrailingWindow;
  /** ln notional of the last entries outside of streaks. */
  calmSizes: TrailingWindow;
  /** ln of notional ÷ equity scale of the last entries. */
  risks: TrailingWindow;
  /** ln of exposure after the entry ÷ equity scale. */
  exposures: TrailingWindow;
  /** Absolute net losses of the last losing episodes. */
  losses: TrailingWindow;
  /** Gross exposure at last prices, and its running maximum: the scale for "% of equity". */
  gross: number;
  grossMax: number;
  /** Notional sold out of positions lately: [ts, notional], oldest first. */
  reductions: [number, number][];
}

export interface PositionState {
  /** Asset of its amounts. */
  quote: string;
  /**
   * Signed units (contracts times their multiplier) and their average cost after the settled decisions; null cost =
   * unknown or flat.
   */
  qty: number;
  cost: number | null;
  price: number;
  exposure: number;
  /** Price of the last settled exit; null before one. */
  lastExitPrice: number | null;
  /** Adds in a row that were each far larger than the entry before. */
  growths: number;
  /** Mean share of the open exposure in its asset over the last days with a decision, and how many of them. */
  target: { weight: number; days: number };
  /** Last settled buys: [ts, notional], oldest first. */
  buys: [number, number][];
  /** Last settled decisions for the grid test: [sign, ln price, ln notional], oldest first. */
  trades: [number, number, number][];
  /** Begin of the time not yet counted into the state exposures of the candles. */
  countedTo: number;
  lastLossTs: number | null;
  /** Re-entries 30 to 32 days after a losing sale. */
  harvests: number;
}

export interface ClosedEpisode {
  closedAt: number;
  key: string;
  symbol: string;
  quote: string;
  /** Net result in the asset of its amounts; null when part of the cost is unknown. */
  pnl: number | null;
  /** Exit price ÷ entry price − 1, in the direction of the position. */
  gain: number | null;
  /** null when the begin was not seen. */
  holdMs: number | null;
}

export interface ExitState {
  last: { ts: number; sign: number } | null;
  lastLoss: { ts: number; symbol: string; quote: string; amount: number } | null;
  /** Equal outcomes in a row: sign and length. */
  streak: { sign: number; length: number };
  losses: number;
  wins: number;
  holds: TrailingWindow;
  losingHolds: TrailingWindow;
  winningHolds: TrailingWindow;
  losingReturns: TrailingWindow;
  winningReturns: TrailingWindow;
  /** Entries in the 4 h after losing exits (in) and after winning ones (out); exposure in milliseconds. */
  reentry: RiskCounts;
  countedTo: number;
}

export interface DayState {
  /** UTC day number of the running day, −1 before the first; its entries and decisions so far. */
  day: number;
  entries: number;
  decisions: number;
  /** ln of the markets' unrest at those of its decisions that have candles: sum and number. */
  unrest: { sum: number; n: number };
  /** What is usual on the running day, from the days before; null with too few of them. */
  usual: UsualDay | null;
  /** Earlier days with a decision: [day, entries, decisions, mean unrest or null], oldest first. */
  history: [number, number, number, number | null][];
}

/** ln λ = ln mean + slope × (unrest − centre); counts are negative binomial of that mean and `size`. */
export interface UsualDay {
  mean: number;
  slope: number;
  centre: number;
  size: number;
}

/** Realised gains and losses against what a random sale among the open positions would give (Peto). */
export interface DispositionCounts {
  observedGains: number;
  expectedGains: number;
  observedLosses: number;
  expectedLosses: number;
}

/** What a decision adds to the baselines as soon as no later fill can join it. */
export interface PendingDecision {
  endTs: number;
  key: string;
  isEntry: boolean;
  sign: number;
  ts: number;
  price: number;
  notional: number;
  /** Base units. */
  moved: number;
  lnRisk: number | null;
  lnExposure: number | null;
  /** Entries: after a streak or not; with a size baseline: far above the usual size or not. */
  isInStreak: boolean;
  isLarge: boolean | null;
  /** Entries with candles: into a spike of their direction or not; exits: out of a dip or not. */
  isInState: boolean | null;
  /** Adds: below the own cost or not; far larger than the entry before or not. */
  isBelowCost: boolean | null;
  isGrown: boolean | null;
  /** Exits with a known path: near the own cost or not, and the share of the hold that was. */
  nearCost: { isNear: boolean; expected: number } | null;
  /** Sales with known cost among the positions then open, and whether bars tell how long they lay above it. */
  sale: { isGain: boolean; hasBars: boolean; expectedGains: number; expectedLosses: number } | null;
  afterQty: number;
  afterCost: number | null;
}

export const SIZE_WINDOW = 30;
export const OUTCOME_WINDOW = 50;

export function initialState(): ScorerState {
  return {
    decisions: 0,
    hours: new Array<number>(24).fill(0),
    starts: [],
    entryStarts: [],
    entries: { count: 0, since: null },
    recent: [],
    pending: [],
    closing: [],
    quotes: {},
    positions: {},
    open: [],
    exits: {
      last: null,
      lastLoss: null,
      streak: { sign: 0, length: 0 },
      losses: 0,
      wins: 0,
      holds: emptyWindow(OUTCOME_WINDOW),
      losingHolds: emptyWindow(OUTCOME_WINDOW),
      winningHolds: emptyWindow(OUTCOME_WINDOW),
      losingReturns: emptyWindow(OUTCOME_WINDOW),
      winningReturns: emptyWindow(OUTCOME_WINDOW),
      reentry: noRisk(),
      countedTo: 0,
    },
    days: { day: -1, entries: 0, decisions: 0, unrest: { sum: 0, n: 0 }, usual: null, history: [] },
    disposition: { observedGains: 0, expectedGains: 0, observedLosses: 0, expectedLosses: 0 },
    nearCost: { observed: 0, expected: 0 },
    sizing: noRisk(),
    realised: noRisk(),
    chase: noRisk(),
    dip: noRisk(),
    adds: { below: 0, above: 0 },
  };
}

export function quoteState(state: ScorerState, quote: string): QuoteState {
  const known = state.quotes[quote];
  if (known) return known;
  const fresh: QuoteState = {
    sizes: emptyWindow(SIZE_WINDOW),
    calmSizes: emptyWindow(SIZE_WINDOW),
    risks: emptyWindow(SIZE_WINDOW),
    exposures: emptyWindow(SIZE_WINDOW),
    losses: emptyWindow(OUTCOME_WINDOW),
    gross: 0,
    grossMax: 0,
    reductions: [],
  };
  state.quotes[quote] = fresh;
  return fresh;
}

export function positionState(state: ScorerState, key: string, quote: string, ts: number): PositionState {
  const known = state.positions[key];
  if (known) return known;
  const fresh: PositionState = {
    quote,
    qty: 0,
    cost: null,
    price: 0,
    exposure: 0,
    lastExitPrice: null,
    growths: 0,
    target: { weight: 0, days: 0 },
    buys: [],
    trades: [],
    countedTo: ts,
    lastLossTs: null,
    harvests: 0,
  };
  state.positions[key] = fresh;
  return fresh;
}
