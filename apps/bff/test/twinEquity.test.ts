import { readFileSync } from 'node:fs';
import { COST_LABELS } from '@twin/engine/twin/alternative';
import type { EquityCurve } from '@twin/shared/dto/account';
import type { BiasReport, BiasReportAnswer } from '@twin/shared/dto/bias';
import { type Decimal, decimal, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { HEADER, historyRows, writtenHistory } from './support/writtenHistory.ts';

const house = await createTestHouse(await createTestDatabase());

async function personWith(...files: [text: string, account?: string][]): Promise<Person> {
  const person = await registerPerson(house);
  for (const [text, account] of files) {
    await person.upload('/v1/imports', text, account === undefined ? {} : { account });
  }
  await house.drainWithReports();
  return person;
}

/** Costs of all patterns in an asset, and how far the twin ends from the actual equity. */
async function costAndDistance(person: Person, query = '') {
  const { items } = await person.get<BiasReportAnswer>(`/v1/biases${query}`);
  const { points } = await person.get<EquityCurve>(`/v1/account/equity${query}`);
  const cost = items
    .flatMap((report) => (report.cost ? [report.cost, ...report.cost.others] : []))
    .filter(({ asset }) => asset === 'USD')
    .reduce((sum: Decimal, { value }) => sum + decimal(value), ZERO);
  const last = points.at(-1);
  return { items, points, cost, distance: decimal(last?.twin ?? '0') - decimal(last?.actual ?? '0') };
}

describe('the twin', () => {
  it('has a point beside every actual one, and ends away from it by what the patterns cost together', async () => {
    const person = await personWith([writtenHistory({ fills: 600, seed: 5 })]);
    const { items, points, cost, distance } = await costAndDistance(person);
    expect(points.length).toBeGreaterThan(60);
    expect(points.every(({ twin }) => twin !== null)).toBe(true);
    expect(cost).not.toBe(ZERO);
    expect(Math.abs(Number(distance - cost))).toBeLessThan(1e6);
    for (const { label, cost: own, costNote } of items) {
      expect(own === null).toBe(costNote !== null);
      if (!(COST_LABELS as readonly string[]).includes(label)) expect(own).toBeNull();
    }
  });

  it('is told for each account by itself, and all of them together', async () => {
    const rows = (seed: number) => [HEADER, ...historyRows({ fills: 400, seed })].join('\n');
    const person = await personWith([rows(5), 'Main'], [rows(6), 'Other']);
    const all = await costAndDistance(person);
    const main = await costAndDistance(person, '?account=Main');
    const other = await costAndDistance(person, '?account=Other');
    for (const { cost, distance } of [all, main, other]) {
      expect(Math.abs(Number(distance - cost))).toBeLessThan(1e6);
    }
    expect(Math.abs(Number(all.cost - main.cost - other.cost))).toBeLessThan(1e6);
    const seen = ({ items }: typeof all) => items.find(({ label }) => label === 'overtrading')?.n ?? 0;
    expect(seen(main)).toBeLessThan(seen(all) + 1);
    expect(main.items.map(({ n }) => n)).not.toEqual(all.items.map(({ n }) => n));
    expect((await person.get<BiasReportAnswer>('/v1/biases?account=nobody')).items).toEqual([]);
  });

  it('is the trader to the last digit where nothing was flagged', async () => {
    const rows = [
      'a,2024-01-01T10:00:00Z,BTC-USD,buy,1.000000000000000001,100.1,0.1,USD,,,',
      'b,2024-01-03T10:00:00Z,BTC-USD,sell,0.3,104.7,0.1,USD,,,',
      'c,2024-01-05T10:00:00Z,BTC-USD,sell,0.7,101.3,0.1,USD,,,',
    ];
    const person = await personWith([[HEADER, ...rows].join('\n')]);
    const { points } = await person.get<EquityCurve>('/v1/account/equity');
    expect(points).toHaveLength(5);
    for (const { actual, twin } of points) expect(twin).toBe(actual);
  });

  it('is the one of `twin analyze`, and so is the whole report, to the last digit', async () => {
    const file = (name: string) =>
      readFileSync(new URL(`../../../fixtures/accounts/trader/${name}`, import.meta.url));
    const person = await registerPerson(house);
    const place = { symbol: 'AAA-USD', granularity: '1h' };
    await person.upload('/v1/market/candles', file('AAA-USD-1h.csv.gz'), place);
    await person.upload('/v1/imports', file('fills.csv').toString());
    await house.drainWithReports();
    const { items } = await person.get<BiasReportAnswer>('/v1/biases');
    const golden = JSON.parse(file('analysis.golden.json').toString()) as { biases: BiasReport[] };
    expect(golden.biases.some(({ cost }) => cost !== null)).toBe(true);
    // The server gives decisions ids of its own.
    const byLabel = (reports: readonly BiasReport[]) =>
      Object.fromEntries(reports.map(({ examples, ...report }) => [report.label, report]));
    expect(byLabel(items)).toEqual(byLabel(golden.biases));
  });
});
