import type { DecisionLabel } from '@twin/shared/primitives/label';

/**
 * The ML service: stateless, numbers in and numbers out. Every method throws AppError ML_UNAVAILABLE when it does
 * not answer (then the same model in TypeScript does the work) and ML_REFUSED when the call itself is wrong.
 */
export interface Ml {
  /** It failed so often that every call fails at once for a while: waiting for it would be in vain. */
  readonly isResting: boolean;
  /** Tags of decisions that follow those the state has seen, and the state after them. */
  score(request: MlScoreRequest): Promise<MlScores>;
  /** Other words for a finished text, or the text itself. The caller's verifier decides whether they are shown. */
  rephrase(request: MlReflection): Promise<MlRephrasing>;
}

export interface MlScoreRequest {
  /** In the order of their first fills; at most 10,000. */
  decisions: readonly MlDecision[];
  candles: readonly MlCandles[];
  /** The scorer's state as JSON, of either language; null at the beginning of a history. */
  state: object | null;
}

/** What the scorer reads of a decision; amounts as decimal text. */
export interface MlDecision {
  id: string;
  account: string;
  symbol: string;
  instrument: 'spot' | 'margin' | 'linear' | 'inverse' | 'quanto';
  side: 'buy' | 'sell';
  kind: 'open' | 'increase' | 'reduce' | 'close' | 'flip';
  ts: number;
  endTs: number;
  orderType: 'market' | 'limit' | 'stop' | 'take_profit' | 'liquidation' | null;
  qty: string;
  notional: string;
  vwap: string;
  before: {
    qty: string;
    avgCost: string | null;
    openedTs: number | null;
    qtyMax: string;
    adds: number;
    lastEntryNotional: string | null;
  };
  closedEpisode: {
    closedAt: number;
    side: 'long' | 'short';
    entryPrice: string | null;
    exitPrice: string | null;
    realisedPnl: string | null;
    holdMs: number | null;
  } | null;
  /** The person says that no program decides in the account. */
  byPerson?: boolean;
  /** The contract's own terms, where instrument and symbol do not tell them. */
  settle?: string;
  multiplier?: string;
}

/** One series, oldest bar first, under every symbol that it stands for. */
export interface MlCandles {
  symbols: string[];
  granularityMs: number;
  ts: number[];
  high: number[];
  low: number[];
  close: number[];
}

export interface MlScores {
  coreVersion: string;
  modelVersion: string;
  tags: {
    decisionId: string;
    label: DecisionLabel;
    confidence: number;
    features: Record<string, { value: number; contribution: number }>;
  }[];
  state: object;
}

export interface MlReflection {
  text: string;
  facts: Readonly<Record<string, { kind: string; text: string }>>;
}

export interface MlRephrasing {
  text: string;
  /** `rephrased`, or why the text came back unchanged. */
  outcome: string;
  /** The model that wrote the text; null when it came back unchanged. */
  model: string | null;
}
