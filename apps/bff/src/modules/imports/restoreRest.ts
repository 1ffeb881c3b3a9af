import type { ArchivedCandle, ArchivedFeedback } from '@twin/shared/dto/archive';
import { decimal } from '@twin/shared/primitives/decimal';
import type { Bars } from '../market/index.ts';
import { tradeIdOf } from '../trades/index.ts';
import type { ImportRepos } from './importRepos.ts';
import type { ArchiveRest } from './openArchive.ts';
import { storeAsides } from './storeAsides.ts';

type ArchivedTradeName = Pick<ArchivedFeedback, 'broker' | 'extId'>;

/** Puts back what an export holds beside trades, and notes that it was restored; the trades are there already. */
export async function restoreRest(
  repos: ImportRepos,
  userId: string,
  importId: string,
  rest: ArchiveRest,
): Promise<void> {
  const { restores, audit } = repos;
  const isFirst = await restores.isFirst(userId);
  await restores.accounts(userId, rest.accounts, !isFirst);
  if (rest.settings && isFirst) await restores.settings(userId, rest.settings);
  await restores.mappings(userId, rest.mappings);
  await restores.rules(userId, rest.rules);
  const { fundings, transfers } = rest;
  await storeAsides(repos, userId, importId, {
    fundings: fundings.map(readAside),
    transfers: transfers.map(readAside),
  });
  await restoreWords(repos, userId, rest);
  for (const part of rest.candles) await restoreCandles(repos, userId, part);
  await audit.append(userId, 'import.restored', { importId });
}

/** What the person said of trades. One that another source had brought already is there under that one's id. */
async function restoreWords(
  { restores, tradeCopies }: ImportRepos,
  userId: string,
  { feedback, messages }: ArchiveRest,
): Promise<void> {
  const idOf = ({ broker, extId }: ArchivedTradeName) => tradeIdOf(userId, broker, extId);
  const spokenOf = [...feedback, ...messages.flatMap(({ trade }) => trade ?? [])];
  const copies = await tradeCopies.list(userId, [...new Set(spokenOf.map(idOf))]);
  const storedAs = new Map(copies.map(({ id, tradeId }) => [id, tradeId]));
  const storedIdOf = (trade: ArchivedTradeName) => storedAs.get(idOf(trade)) ?? idOf(trade);
  await restores.feedback(
    userId,
    feedback.map(({ broker, extId, ...line }) => ({ ...line, tradeId: storedIdOf({ broker, extId }) })),
  );
  await restores.messages(
    userId,
    messages.map(({ trade, ...line }) => ({ ...line, tradeId: trade && storedIdOf(trade) })),
  );
}

/** Bars that are there already stay; what was scored without the new ones is scored anew. */
async function restoreCandles(
  { candles, scoreStates }: ImportRepos,
  userId: string,
  lines: readonly ArchivedCandle[],
): Promise<void> {
  for (const own of seriesOf(lines)) {
    const [first] = own;
    if (!first) continue;
    const { symbol, granularityMs } = first;
    const { id } = await candles.ensureSeries(userId, { symbol, granularityMs, source: 'file' });
    const added = await candles.addMissing(userId, id, barsOf(own));
    if (added > 0) await scoreStates.markChanged(userId, new Date(first.ts));
  }
}

/** The lines of a series stand together. */
function seriesOf(lines: readonly ArchivedCandle[]): ArchivedCandle[][] {
  const series: ArchivedCandle[][] = [];
  for (const line of lines) {
    const own = series.at(-1);
    const [first] = own ?? [];
    if (own && first?.symbol === line.symbol && first.granularityMs === line.granularityMs) own.push(line);
    else series.push([line]);
  }
  return series;
}

function barsOf(lines: readonly ArchivedCandle[]): Bars {
  const column = (name: 'open' | 'high' | 'low' | 'close' | 'volume') =>
    Float64Array.from(lines, (line) => line[name]);
  return {
    ts: Float64Array.from(lines, ({ ts }) => Date.parse(ts)),
    ...{ open: column('open'), high: column('high'), low: column('low') },
    ...{ close: column('close'), volume: column('volume') },
  };
}

function readAside<T extends { amount: string; ts: string }>({ amount, ts, ...rest }: T) {
  return { ...rest, amount: decimal(amount), ts: Date.parse(ts) };
}
