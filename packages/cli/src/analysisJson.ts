import { decisionFacts } from '@twin/engine/biases/decisionFacts';
import type { BiasModel } from '@twin/engine/biases/model';
import type { Tag } from '@twin/engine/biases/tag';
import type { Decision } from '@twin/engine/ledger/decision';
import type { Replay } from '@twin/engine/ledger/replay';
import type { SymbolTotals } from '@twin/engine/ledger/summary';
import type { MatchedTransfers, Transfer } from '@twin/engine/ledger/transfer';
import type { BiasReport } from '@twin/engine/report/biasReport';
import type { ExperimentalReport } from '@twin/engine/report/experimental/reportExperiments';
import { ENGINE_VERSION } from '@twin/engine/version';
import { type Decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { type AccountInput, printedId } from './readAccount.ts';

/** Everything that `twin analyze` prints, in either form. */
export interface Analysis {
  model: BiasModel;
  account: AccountInput;
  history: Replay;
  transfers: MatchedTransfers;
  symbols: SymbolTotals[];
  lastTs: number;
  biases: BiasReport[];
  /** null unless asked for. */
  experiments: ExperimentalReport[] | null;
  /** In the order of their decisions. */
  tags: Tag[];
}

/** The contract's shape: decimals as text, times in ISO with Z, every list in a total order. */
export function analysisJson(
  { model, account, history, transfers, symbols, lastTs, biases, experiments, tags }: Analysis,
  withDecisions = false,
) {
  const { decisions, episodes, openEpisodes, unexplained } = history;
  return {
    engineVersion: ENGINE_VERSION,
    modelVersion: model.version,
    input: { ...account.rows, problems: account.problems },
    account: {
      fills: account.fills.length - history.rejected.length,
      decisions: decisions.length,
      episodes: episodes.length + openEpisodes.length,
      openEpisodes: openEpisodes.length,
      firstTs: isoTime(decisions[0]?.ts ?? lastTs),
      lastTs: isoTime(lastTs),
    },
    bySymbol: symbols.map(symbolJson),
    unexplained: unexplained.map(({ fillId, qty, ts, ...line }) => ({
      fillId: printedId(fillId),
      ...line,
      ts: isoTime(ts),
      qty: formatDecimal(qty),
    })),
    transfers: transfersJson(transfers),
    biases: biases.map((report) => ({ ...report, examples: report.examples.map(printedId) })),
    ...(experiments ? { experiments } : {}),
    tags: tagsJson(tags, decisions),
    ...(withDecisions && {
      decisions: decisions.map((decision) => ({ ...decisionFacts(decision), id: printedId(decision.id) })),
    }),
  };
}

/** Both lists are in the order of the decisions; a decision is named by its first fill. */
function* tagged(tags: readonly Tag[], decisions: readonly Decision[]): Generator<[Decision, Tag[]]> {
  let first = 0;
  for (const decision of decisions) {
    let end = first;
    while (tags[end]?.decisionId === decision.id) end += 1;
    if (end > first) yield [decision, tags.slice(first, end)];
    first = end;
  }
}

function tagsJson(tags: readonly Tag[], decisions: readonly Decision[]) {
  return [...tagged(tags, decisions)].flatMap(([decision, ofOne]) => {
    const { symbol, side } = decision;
    const decisionId = printedId(decision.id);
    const fillIds = [decisionId, ...decision.fillIds.slice(1).map(printedId)];
    const ts = isoTime(decision.ts);
    return ofOne.map(({ label, confidence, features }) => {
      return { decisionId, fillIds, ts, symbol, side, label, confidence, features };
    });
  });
}

function transfersJson({ pairs, unmatched }: MatchedTransfers) {
  return {
    matched: pairs.map((pair) => ({
      asset: pair.in.asset,
      sent: formatDecimal(-pair.out.amount),
      received: formatDecimal(pair.in.amount),
      ...{ from: placeOf(pair.out), to: placeOf(pair.in) },
    })),
    unmatched: unmatched.map((transfer) => {
      return { asset: transfer.asset, amount: formatDecimal(transfer.amount), ...placeOf(transfer) };
    }),
  };
}

function placeOf({ account, broker, ts }: Transfer) {
  return { account, broker, ts: isoTime(ts) };
}

function symbolJson(totals: SymbolTotals) {
  return {
    symbol: totals.symbol,
    asset: totals.asset,
    fills: totals.fills,
    position: formatDecimal(totals.position),
    avgCost: optional(totals.avgCost),
    realisedPnl: formatDecimal(totals.realisedPnl),
    realisedPnlGross: formatDecimal(totals.realisedPnlGross),
    ...(totals.funding === ZERO ? {} : { funding: formatDecimal(totals.funding) }),
    unrealisedPnl: optional(totals.unrealisedPnl),
    fees: totals.fees.map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) })),
    unvaluedFees: totals.unvaluedFees.map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) })),
    ratedFees: totals.ratedFees.map(({ asset, amount, value, quality }) => {
      return { asset, amount: formatDecimal(amount), value: formatDecimal(value), quality };
    }),
    unknownCostQty: formatDecimal(totals.unknownCostQty),
  };
}

function optional(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}

export function isoTime(ts: number): string {
  return new Date(ts).toISOString();
}
