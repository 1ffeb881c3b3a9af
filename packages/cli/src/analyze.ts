import { readFileSync } from 'node:fs';
import { type BiasModel, weighingAll } from '@twin/engine/biases/model';
import { readModel } from '@twin/engine/biases/readModel';
import { type KeepTags, scoreHistory } from '@twin/engine/biases/scorer';
import { initialState, type ScorerState } from '@twin/engine/biases/state';
import { type FoundTag, shownTags, storedTags } from '@twin/engine/biases/tag';
import { reviewHistory } from '@twin/engine/fold/review';
import { AsideQueue } from '@twin/engine/ledger/aside';
import { contractTable } from '@twin/engine/ledger/contractTable';
import type { Decision } from '@twin/engine/ledger/decision';
import type { Fill } from '@twin/engine/ledger/fill';
import type { LedgerSources } from '@twin/engine/ledger/ledger';
import { inLedgerOrder, replay } from '@twin/engine/ledger/replay';
import { symbolTotals } from '@twin/engine/ledger/summary';
import { type Move, matchTransfers, movesOf } from '@twin/engine/ledger/transfer';
import { ratesFrom } from '@twin/engine/market/rate';
import { utcDay } from '@twin/engine/money/day';
import { reportExperiments } from '@twin/engine/report/experimental/reportExperiments';
import { reportBiases } from '@twin/engine/report/reportBiases';
import { type Flag, flagDecisions } from '@twin/engine/twin/flag';
import { type BookedChange, Twin } from '@twin/engine/twin/twin';
import { type Analysis, analysisJson } from './analysisJson.ts';
import { analysisText } from './analysisText.ts';
import { readMarket } from './candleFiles.ts';
import { type Command, type Terminal, Unusable } from './command.ts';
import { readAccount, rejectFill } from './readAccount.ts';
import { readArguments } from './readArguments.ts';

const OPTIONS = {
  candles: { type: 'string', multiple: true },
  format: { type: 'string' },
  timezone: { type: 'string' },
  dates: { type: 'string' },
  all: { type: 'boolean' },
  measured: { type: 'boolean' },
  points: { type: 'boolean' },
  experimental: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const MODEL = new URL('../../../model/bias-model.json', import.meta.url);

/**
 * `twin analyze`: files → positions → tags → report, without server and database; nothing is stored. `--all` prints
 * weaker tags too, `--measured` whatever was weighed, with every decision (JSON only; what the lab learns from),
 * `--points` leaves out the report's intervals, null models and costs, `--experimental` adds patterns that are on trial.
 */
export const analyze: Command = {
  name: 'analyze',
  usage:
    'twin analyze FILE… [--candles FILE|DIR|SYMBOL=FILE]… [--format F] [--timezone TZ] [--all] [--measured] [--points] [--experimental] [--json]',
  summary: 'positions, tagged decisions and patterns of the accounts in export files',

  run(args, terminal) {
    const { values, files } = readArguments(args, OPTIONS, analyze.usage);
    const analysis = analyzeFiles(files, values, terminal);
    terminal.out(
      values.json ? JSON.stringify(analysisJson(analysis, values.measured)) : analysisText(analysis),
    );
    return 0;
  },
};

interface AnalyzeOptions {
  candles?: string[];
  format?: string;
  timezone?: string;
  dates?: string;
  all?: boolean;
  measured?: boolean;
  points?: boolean;
  experimental?: boolean;
}

function analyzeFiles(files: readonly string[], options: AnalyzeOptions, terminal: Terminal): Analysis {
  const { format, timezone, dates } = options;
  if (dates !== undefined && dates !== 'day-first' && dates !== 'month-first') {
    throw new Unusable('--dates is day-first or month-first.');
  }
  const account = readAccount(files, {
    ...(format === undefined ? {} : { format }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(dates === undefined ? {} : { dateOrder: dates }),
  });
  const market = readMarket(options.candles ?? [], terminal);
  const model = committedModel();
  const sources = { market, rateAt: ratesFrom(market), contracts: contractTable };
  const transfers = matchTransfers(account.transfers);
  const moves = movesOf(transfers);
  const asides = [...account.fundings, ...moves];
  const history = replay(account.fills, { sources, asides, hasUniqueIds: true });
  for (const { fillId, reason } of history.rejected) rejectFill(account, fillId, reason);
  if (history.decisions.length === 0) throw new Unusable(`no trades in ${files.join(', ')}.${why(account)}`);
  const { thresholds } = model;
  const stored: FoundTag[] = [];
  const state = initialState();
  const keep: KeepTags = (ofOne) => {
    const found = storedTags(ofOne, thresholds);
    for (const { decisionId, label, confidence } of found) stored.push({ decisionId, label, confidence });
    if (options.measured) return ofOne;
    return options.all ? found : shownTags(ofOne, thresholds);
  };
  const measuring = options.measured ? weighingAll(model) : model;
  const tags = scoreHistory(measuring, history.decisions, market, keep, state);
  const changes = options.points
    ? null
    : twinChanges(
        { fills: account.fills, moves },
        reviewedFlags(model, history.decisions, state, sources),
        sources,
      );
  const lastTs = history.decisions.reduce((latest, { endTs }) => Math.max(latest, endTs), 0);
  return {
    model,
    account,
    history,
    transfers,
    symbols: symbolTotals(history.ledger, market, lastTs),
    lastTs,
    biases: reportBiases({ ...history, model, market, tags: stored, changes }, options.points),
    experiments: options.experimental ? reportExperiments(history.decisions, market, options.points) : null,
    tags,
  };
}

/** What weighs once the person's habits are known. */
function reviewedFlags(
  model: BiasModel,
  decisions: readonly Decision[],
  habits: ScorerState,
  sources: LedgerSources,
): Map<string, Flag> {
  const reviewed = reviewHistory(decisions, habits, { model, sources, dayOf: utcDay });
  return flagDecisions(decisions, reviewed, model.thresholds.stored);
}

/** What the twin would have done differently. */
function twinChanges(
  { fills, moves }: { fills: readonly Fill[]; moves: readonly Move[] },
  flags: ReadonlyMap<string, Flag>,
  sources: LedgerSources,
): BookedChange[] {
  const twin = new Twin({ sources, dayOf: utcDay, flags });
  const queue = new AsideQueue(moves);
  for (const fill of inLedgerOrder(fills)) {
    for (const move of queue.until(fill.ts)) twin.move(move);
    twin.add(fill);
  }
  return twin.end();
}

function why({ problems: [first] }: Analysis['account']): string {
  return first ? ` First problem: line ${first.line}, ${first.field}: ${first.reason}. ${first.fix}` : '';
}

/** @throws Unusable when the clone's model file was changed into something that cannot be used. */
function committedModel(): BiasModel {
  const reading = readModel(JSON.parse(readFileSync(MODEL, 'utf8')));
  if (reading.ok) return reading.model;
  const [first] = reading.problems;
  throw new Unusable(`model/bias-model.json: ${first?.path} ${first?.reason}`);
}
