import type { AssetAmount } from '@twin/engine/ledger/decision';
import type { BiasReport, Effect } from '@twin/engine/report/biasReport';
import type { ExperimentalReport } from '@twin/engine/report/experimental/reportExperiments';
import type { AssetCost } from '@twin/engine/twin/assetCost';
import { isMoney } from '@twin/formats/values/pair';
import { type Decimal, decimal, divideRounded, formatDecimal } from '@twin/shared/primitives/decimal';
import { type Analysis, isoTime } from './analysisJson.ts';

const TAGS_SHOWN = 25;
const PROBLEMS_SHOWN = 20;
const TRANSFERS_SHOWN = 10;
/** Once, with every cost. */
const COST_CAVEAT =
  'Against your twin: the same history with the flagged decisions skipped, held on or sized as usual, in the measure of their confidence. In hindsight, on one path, without market impact and taxes.';
const CENT: Decimal = 10n ** 16n;
const SATOSHI: Decimal = 10n ** 10n;

/** The same analysis for reading in a terminal. */
export function analysisText(analysis: Analysis): string {
  return [
    ...accountLines(analysis),
    '',
    ...symbolLines(analysis),
    ...transferLines(analysis),
    '',
    ...patternLines(analysis.biases),
    ...(analysis.experiments ? ['', 'On trial:', ...patternLines(analysis.experiments)] : []),
    ...costLines(analysis.biases),
    '',
    ...tagLines(analysis),
    ...problemLines(analysis),
  ].join('\n');
}

function accountLines({ account, history, lastTs, model }: Analysis): string[] {
  const { rows } = account;
  const { decisions, episodes, openEpisodes } = history;
  const span = `${day(decisions[0]?.ts ?? lastTs)} to ${day(lastTs)}`;
  return [
    `${rows.read} rows: ${rows.accepted} accepted, ${rows.duplicate} duplicate, ${rows.ignored} ignored, ${rows.rejected} rejected`,
    `${account.fills.length - history.rejected.length} fills, ${decisions.length} decisions, ${episodes.length} closed and ${openEpisodes.length} open episodes, ${span}`,
    `Model ${model.version}. For reflection, not financial advice.`,
  ];
}

function symbolLines({ symbols }: Analysis): string[] {
  const header = ['symbol', 'fills', 'position', 'average cost', 'realised net', 'gross', 'funding', 'in'];
  const rows = symbols.map((totals) => [
    totals.symbol,
    String(totals.fills),
    formatDecimal(totals.position),
    totals.avgCost === null ? '–' : formatDecimal(totals.avgCost).slice(0, 16),
    rounded(totals.realisedPnl, totals.asset),
    rounded(totals.realisedPnlGross, totals.asset),
    totals.funding === 0n ? '–' : rounded(totals.funding, totals.asset),
    totals.asset,
  ]);
  const notes = symbols.flatMap(({ symbol, unvaluedFees }) =>
    unvaluedFees.length > 0 ? [`  ${symbol}: ${leftOut(unvaluedFees)}`] : [],
  );
  return [...table([header, ...rows]), ...notes];
}

/** Names fees that are in no figure beside them. */
function leftOut(fees: readonly AssetAmount[]): string {
  const amounts = fees.map(({ asset, amount }) => `${rounded(amount, asset)} ${asset}`);
  return `without ${amounts.join(' and ')} of fees that have no rate`;
}

/** What came from elsewhere has an unknown cost when it is sold; what went elsewhere stays in the position. */
function transferLines({ transfers: { pairs, unmatched } }: Analysis): string[] {
  if (pairs.length + unmatched.length === 0) return [];
  const shown = unmatched.slice(-TRANSFERS_SHOWN).map(({ ts, asset, amount, broker, account }) => {
    const way = amount > 0n ? 'in from elsewhere' : 'out to elsewhere';
    return [`  ${day(ts)}`, `${formatDecimal(amount)} ${asset}`, way, `${broker}, ${account}`];
  });
  const more = unmatched.length - shown.length;
  return [
    '',
    `${pairs.length} ${pairs.length === 1 ? 'transfer' : 'transfers'} between own accounts, ${unmatched.length} from or to elsewhere${more > 0 ? `, the last ${shown.length} of them` : ''}:`,
    ...table(shown),
  ];
}

function patternLines(biases: readonly (BiasReport | ExperimentalReport)[]): string[] {
  const header = ['pattern', 'verdict', 'seen', 'needed', 'effect', '95 % interval'];
  const rows = biases.map(({ label, verdict, n, needed, effect }) => [
    label,
    verdict.replaceAll('_', ' '),
    String(n),
    needed === 0 ? '' : `${needed} more`,
    effect ? `${effect.value} (${effect.name})` : '–',
    effect ? intervalText(effect) : '–',
  ]);
  return table([header, ...rows]);
}

/** Costs apart from the verdicts, since they come from single decisions; signed: a pattern may have paid. */
function intervalText({ ciLow, ciHigh }: Effect): string {
  if (ciLow === null) return '–';
  return ciHigh === null ? `from ${ciLow}` : `${ciLow} to ${ciHigh}`;
}

function costLines(biases: readonly BiasReport[]): string[] {
  const rows = biases.flatMap(({ label, cost }) =>
    cost ? [cost, ...cost.others].map((line) => costRow(label, cost.alternative, line)) : [],
  );
  const notes = biases.flatMap(({ label, cost }) =>
    cost?.unknown ? [`  ${label}: ${cost.unknown} more decisions without candles or cost`] : [],
  );
  const unpriced = biases.flatMap(({ label, cost }) =>
    cost ? [cost, ...cost.others].flatMap((line) => unpricedNote(label, line)) : [],
  );
  if (rows.length === 0) return [];
  const header = ['cost of', 'instead', 'decisions', 'paid off', 'cost', 'likely between', 'fees', 'in', ''];
  return ['', ...table([header, ...rows]), ...notes, ...unpriced, COST_CAVEAT];
}

function costRow(label: string, alternative: string, line: AssetCost): string[] {
  const money = (text: string) => rounded(decimal(text), line.asset);
  return [
    label,
    alternative,
    String(line.decisions),
    String(line.paidOff),
    money(line.value),
    line.ciLow === null || line.ciHigh === null ? '–' : `${money(line.ciLow)} and ${money(line.ciHigh)}`,
    money(line.fees),
    line.asset,
    line.isMeasurable ? '' : 'no measurable cost in this period',
  ];
}

function unpricedNote(label: string, { asset, unpricedFees }: AssetCost): string[] {
  if (unpricedFees.length === 0) return [];
  const fees = unpricedFees.map((line) => ({ asset: line.asset, amount: decimal(line.amount) }));
  return [`  ${label}, in ${asset}: ${leftOut(fees)}`];
}

function tagLines({ tags, history }: Analysis): string[] {
  if (tags.length === 0) return ['No decision stands out.'];
  const byId = new Map(history.decisions.map((decision) => [decision.id, decision]));
  const rows = tags.slice(-TAGS_SHOWN).map(({ decisionId, label, confidence, features }) => {
    const decision = byId.get(decisionId);
    const strongest = Object.entries(features)
      .filter(([, { contribution }]) => contribution > 0)
      .toSorted(([, a], [, b]) => b.contribution - a.contribution)
      .slice(0, 3)
      .map(([name, { value }]) => `${name} ${Number(value.toPrecision(3))}`);
    const at = isoTime(decision?.ts ?? 0).replace('.000Z', 'Z');
    return [
      at,
      decision?.side ?? '',
      decision?.symbol ?? '',
      label,
      confidence.toFixed(2),
      strongest.join(', '),
    ];
  });
  const more = tags.length - rows.length;
  return [
    `${tags.length} tags${more > 0 ? `, the last ${rows.length} of them` : ''}:`,
    ...table(rows).map((line) => `  ${line}`),
  ];
}

function problemLines({ account: { problems } }: Analysis): string[] {
  if (problems.length === 0) return [];
  const more = problems.length - PROBLEMS_SHOWN;
  return [
    '',
    'Rows that could not be used:',
    ...problems
      .slice(0, PROBLEMS_SHOWN)
      .map(({ file, line, field, reason, fix }) => `  ${file}, line ${line}, ${field}: ${reason}. ${fix}`),
    ...(more > 0 ? [`  and ${more} more (--json prints all)`] : []),
  ];
}

/** Columns two spaces apart. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Half-even, for reading only: money to cents, coins to their eight places. */
function rounded(amount: Decimal, asset: string): string {
  const unit = isMoney(asset) ? CENT : SATOSHI;
  return formatDecimal(divideRounded(amount, unit) * unit);
}

function day(ts: number): string {
  return isoTime(ts).slice(0, 10);
}
