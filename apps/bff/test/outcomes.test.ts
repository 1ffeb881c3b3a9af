import type { BreakdownAnswer, OutcomeAnswer } from '@twin/shared/dto/outcome';
import { decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, registerPerson } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

interface Episode {
  id: string;
  closedAt: string | null;
  realisedPnl: string | null;
  entryPrice: string | null;
  decisionIds: string[];
  tags: { label: string }[];
}

const sumOf = (values: readonly (string | null)[]) =>
  formatDecimal(values.reduce((sum, value) => sum + decimal(value ?? '0'), ZERO));

describe('the outcomes of an account', () => {
  let person: Awaited<ReturnType<typeof registerPerson>>;
  let outcomes: OutcomeAnswer;
  beforeAll(async () => {
    person = await registerPerson(house);
    await person.browser.send('PATCH', '/v1/settings', { timeZone: 'Asia/Kathmandu' });
    await person.importFile(writtenHistory({ fills: 600 }));
    outcomes = await person.get<OutcomeAnswer>('/v1/account/outcomes?asset=USD');
  });

  const known = async (query: string) => {
    const { items } = await person.get<{ items: Episode[] }>(`/v1/episodes?limit=500&asset=USD&${query}`);
    return items.filter(
      (one) => one.closedAt !== null && one.realisedPnl !== null && one.entryPrice !== null,
    );
  };
  const breakdown = (by: string) => person.get<BreakdownAnswer>(`/v1/account/breakdown?asset=USD&by=${by}`);

  it('count every closed position of known result once in each picture, with one sum', async () => {
    const all = await known('');
    expect(all.length).toBeGreaterThan(50);
    expect(outcomes.n).toBe(all.length);
    expect(outcomes.holds.winners.n + outcomes.holds.losers.n).toBe(all.length);
    expect(outcomes.hours.reduce((sum, { episodes }) => sum + episodes, 0)).toBe(all.length);
    expect(sumOf(outcomes.hours.map(({ realisedPnl }) => realisedPnl))).toBe(
      sumOf(all.map(({ realisedPnl }) => realisedPnl)),
    );
  });

  it('lead from each hour of the week to exactly its positions, on the clock of the person', async () => {
    for (const { weekday, hour, episodes, wins, realisedPnl } of outcomes.hours.slice(0, 5)) {
      const found = await known(`weekday=${weekday}&hour=${hour}`);
      expect(found).toHaveLength(episodes);
      expect(sumOf(found.map((one) => one.realisedPnl))).toBe(realisedPnl);
      expect(await known(`weekday=${weekday}&hour=${hour}&outcome=win`)).toHaveLength(wins);
    }
  });

  it('lead from each bar of the histogram to exactly its positions', async () => {
    for (const { from, to, episodes } of outcomes.returns) {
      const edges = [
        ...(from === null ? [] : [`returnFrom=${from}`]),
        ...(to === null ? [] : [`returnTo=${to}`]),
      ];
      expect(await known(edges.join('&'))).toHaveLength(episodes);
    }
  });

  it('say within which time which share had ended, never less later', () => {
    for (const { points } of Object.values(outcomes.holds)) {
      expect(points.at(-1)?.closed).toBe(1);
      const times = points.map(({ holdMs }) => holdMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it('sum to one number in every breakdown; only patterns and broken rules may count a position twice', async () => {
    const total = sumOf(outcomes.hours.map(({ realisedPnl }) => realisedPnl));
    for (const by of ['symbol', 'account', 'side', 'weekday']) {
      const { rows } = await breakdown(by);
      expect(sumOf(rows.map(({ realisedPnl }) => realisedPnl))).toBe(total);
      expect(rows.reduce((sum, { episodes }) => sum + episodes, 0)).toBe(outcomes.n);
    }
    const promise = { kind: 'max_position_notional', params: { asset: 'USD', notional: '1' }, active: true };
    await person.browser.send('POST', '/v1/rules', promise);
    await house.drain();
    for (const by of ['label', 'rule']) {
      const { rows } = await breakdown(by);
      expect(rows.length).toBeGreaterThan(0);
      for (const { key, episodes, realisedPnl } of rows) {
        const found = await known(`${by}=${key}`);
        expect(found).toHaveLength(episodes);
        expect(sumOf(found.map((one) => one.realisedPnl))).toBe(realisedPnl);
      }
    }
  });

  it('are nobody else’s', async () => {
    const other = await registerPerson(house);
    expect((await other.get<OutcomeAnswer>('/v1/account/outcomes?asset=USD')).n).toBe(0);
    expect((await other.get<BreakdownAnswer>('/v1/account/breakdown?asset=USD&by=symbol')).rows).toEqual([]);
  });
});
