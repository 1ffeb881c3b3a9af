import { confidenceBeforeRounding, OTHER_CAUSES, ownLogit } from '../src/biases/confidence.ts';
import { decisionFacts } from '../src/biases/decisionFacts.ts';
import { DETECTORS } from '../src/biases/registry.ts';
import { step } from '../src/biases/scorer.ts';
import { initialState } from '../src/biases/state.ts';
import type { Tag } from '../src/biases/tag.ts';
import { NO_SOURCES } from '../src/ledger/ledger.ts';
import { replay } from '../src/ledger/replay.ts';
import type { CandleSeries } from '../src/market/candle.ts';
import { contractsOf, underOwnTerms } from './parityContracts.ts';
import { type ParitySize, parityHistory } from './parityHistory.ts';
import { marketOf, weighingModel } from './randomTrader.ts';

const model = weighingModel();

/** The histories that are kept in fixtures/parity: small, and together they show every label. */
export const GOLDEN = { seeds: [1, 3, 100, 312], size: { trades: 250, bars: 600 } };

/** One generated history with what the TypeScript scorer makes of it, as one line of JSON for the Python tests. */
export function parityLine(seed: number, size: ParitySize): { line: string; decisions: number } {
  const { fills, candles } = parityHistory(seed, size);
  const market = marketOf(candles);
  const sources = { ...NO_SOURCES, market, contracts: contractsOf(seed) };
  const replayed = replay(underOwnTerms(fills, seed), { sources }).decisions;
  const decisions = seed % 3 === 2 ? replayed.map((one) => ({ ...one, byPerson: true as const })) : replayed;
  let state = initialState();
  const tags: object[] = [];
  for (const decision of decisions) {
    const earlier = state.decisions;
    const next = step(model, state, decision, market);
    state = next.state;
    tags.push(...next.tags.map((tag) => ({ ...tag, exact: exactConfidence(tag, earlier) })));
  }
  const body = { seed, decisions: decisions.map(decisionFacts), candles: candles.map(columns), tags, state };
  return { line: JSON.stringify(body), decisions: decisions.length };
}

/** A tag's features are what was scored, so its confidence follows from them again. */
function exactConfidence({ label, features }: Tag, earlier: number): number {
  const detector = DETECTORS.find((one) => one.label === label);
  if (!detector) throw new RangeError(`No detector has the label ${label}`);
  const values = Object.fromEntries(Object.entries(features).map(([name, { value }]) => [name, value]));
  const weights = model.labels[label];
  const logit = ownLogit(weights, values) - (values[OTHER_CAUSES] ?? 0);
  return confidenceBeforeRounding(weights, detector, values, logit, earlier);
}

function columns({ symbol, granularityMs, ts, high, low, close }: CandleSeries) {
  return { symbols: [symbol], granularityMs, ts: [...ts], high: [...high], low: [...low], close: [...close] };
}
