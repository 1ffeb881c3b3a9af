import { readFileSync } from 'node:fs';
import { readModel } from '@twin/engine/biases/readModel';
import { emptyFold, foldFill } from '@twin/engine/fold/accountFold';
import { peekAccount } from '@twin/engine/fold/accountPeek';
import { ledgerOf } from '@twin/engine/fold/accountView';
import { emptyOutput } from '@twin/engine/fold/foldOutput';
import { reviewHistory } from '@twin/engine/fold/review';
import { NO_SOURCES } from '@twin/engine/ledger/ledger';
import { createMarket } from '@twin/engine/market/createMarket';
import { utcDay } from '@twin/engine/money/day';
import { reportBiases } from '@twin/engine/report/reportBiases';
import { flagDecisions } from '@twin/engine/twin/flag';
import { Twin } from '@twin/engine/twin/twin';
import { DEMO_USER, type DemoTrade, demoTrades, seedDemo } from '@twin/seeds/seedTrades';
import { decimal, ZERO } from '@twin/shared/primitives/decimal';
import { SHOWN_FROM, STORED_FROM } from '@twin/shared/primitives/label';
import { beforeAll, describe, expect, it } from 'vitest';
import { tradeIdOf } from '../src/modules/trades/tradeId.ts';
import type { Repos } from '../src/repos.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();
const trades = demoTrades();

beforeAll(async () => {
  await seedDemo(database);
});

const asDemo = <T>(work: (repos: Repos) => Promise<T>) => database.forUser(DEMO_USER.id, work);

/** The demo account from what the database holds: its decisions with their tags, and how they were come by. */
async function scored() {
  const reading = readModel(
    JSON.parse(readFileSync(new URL('../../../model/bias-model.json', import.meta.url), 'utf8')),
  );
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return asDemo(async ({ candles, trades: stored }) => {
    const series = [];
    for (const { id, symbol, granularityMs } of await candles.listSeries(DEMO_USER.id)) {
      const bars = await candles.load(DEMO_USER.id, id, new Date(0), new Date('2030-01-01'));
      series.push({ symbol, granularityMs, aliasOf: null, ...bars });
    }
    const sources = { ...NO_SOURCES, market: createMarket(series) };
    const settings = { model: reading.model, sources, dayOf: utcDay };
    const [fold, output] = [emptyFold(), emptyOutput()];
    const fills = await stored.pageFills(DEMO_USER.id);
    for (const fill of fills) foldFill(fold, fill, settings, output);
    const decided = [...output.scored, ...peekAccount(fold, settings).output.scored];
    return { fold, fills, settings, decided };
  });
}

/** What the worker says of the whole account, and the twin's way beside it. */
async function reported() {
  const { fold, fills, settings, decided } = await scored();
  const decisions = decided.map(({ decision }) => decision);
  const tags = decided.flatMap((one) => one.tags);
  const twin = new Twin({
    ...settings,
    flags: flagDecisions(decisions, reviewHistory(decisions, fold.scorer, settings), STORED_FROM),
  });
  for (const fill of fills) twin.add(fill);
  const changes = twin.end();
  const [view] = fold.views.values();
  if (!view) throw new Error('the account is empty');
  const { model, sources } = settings;
  const ledger = ledgerOf(view);
  const reports = reportBiases({ model, market: sources.market, decisions, ledger, tags, changes });
  return { reports, twin: twin.points };
}

describe('the demo account', () => {
  it('holds 30 days with at least 80 closes over several symbols, and ends flat', () => {
    const days = trades.map((trade) => trade.ts.slice(0, 10));
    expect([days[0], days.at(-1)]).toEqual(['2025-08-02', '2025-08-31']);
    expect(trades.filter((trade) => trade.side === 'sell').length).toBeGreaterThanOrEqual(80);
    expect(new Set(trades.map((trade) => trade.symbol)).size).toBe(4);
    expect(new Set(trades.map((trade) => trade.extId)).size).toBe(trades.length);
  });

  it('is the same at every run, with the ids that an import would give', () => {
    expect(demoTrades()).toEqual(trades);
    for (const trade of trades) expect(trade.id).toBe(tradeIdOf(DEMO_USER.id, trade.broker, trade.extId));
  });

  it('holds every pattern at a decision that was written to hold it, and shows those that it is sure of', async () => {
    const { decided } = await scored();
    const decisions = new Map(decided.map(({ decision, tags }) => [decision.id, tags]));
    const planted = trades.filter((trade) => trade.shows !== null);
    const labels = [...new Set(planted.map(({ shows }) => shows))].sort();
    const foundFrom = (confidence: number) => {
      const isFound = ({ id, shows }: DemoTrade) =>
        decisions.get(id)?.some((tag) => tag.label === shows && tag.confidence >= confidence) ?? false;
      return labels.filter((label) => planted.some((trade) => trade.shows === label && isFound(trade)));
    };
    expect(labels).toEqual([
      'averaging_down',
      'early_exit',
      'fomo_chase',
      'overtrading',
      'panic_sell',
      'revenge_trade',
      'size_drift',
    ]);
    // The person sits out more falls than it sells into: by its own pace four exits into them are no habit.
    const habits = labels.filter((label) => label !== 'panic_sell');
    expect(foundFrom(STORED_FROM)).toEqual(habits);
    // And hardly any early exit is sure enough to be shown, least of all within a month.
    expect(foundFrom(SHOWN_FROM)).toEqual(habits.filter((label) => label !== 'early_exit'));
  });

  it('has habits clear enough for verdicts, one that cost money within its interval, and a twin who ends elsewhere', async () => {
    const { reports, twin } = await reported();
    const verdicts = new Set(reports.map(({ verdict }) => verdict));
    expect([...verdicts].sort()).toEqual(['not_enough_data', 'not_supported', 'supported']);
    // 30 days are too few for a cost that is measurable beyond the luck of whole lives (ADR 32).
    const costly = reports.filter(
      ({ verdict, cost }) =>
        verdict === 'supported' && cost && cost.ciLow !== null && decimal(cost.value) > ZERO,
    );
    expect(costly.length).toBeGreaterThanOrEqual(1);
    expect(twin.at(-1)?.difference).not.toBe(ZERO);
  });

  it('is stored once, waits for its score, and is nobody’s registration', async () => {
    expect(await seedDemo(database)).toEqual({ userId: DEMO_USER.id, isNew: false });
    expect(await asDemo(({ trades: stored }) => stored.count(DEMO_USER.id))).toBe(trades.length);
    const rules = await asDemo(({ rules: stored }) => stored.list(DEMO_USER.id));
    expect(rules.map(({ kind }) => kind)).toEqual(['cooldown_after_loss']);
    const due = await database.withoutUser.dueWork.list(new Date(0), 10);
    expect(due).toEqual([{ kind: 'score', userId: DEMO_USER.id, id: DEMO_USER.id }]);
    expect(await database.withoutUser.users.hasRegistered()).toBe(false);
    const [candles] = await query(database.ownerUrl, 'SELECT count(*)::int AS n FROM "Candle"');
    expect(candles?.['n']).toBe(4 * 58 * 24);
  });
});
