import type { SimulationAccepted, SimulationAnswer } from '@twin/shared/dto/simulation';
import { AppError } from '@twin/shared/errors/AppError';
import { describe, expect, it } from 'vitest';
import { joinHandlers } from '../src/lib/queue/handlers.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, eventsOf, type Person, registerPerson } from './support/testHouse.ts';
import { HEADER } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const TRADES = [
  HEADER,
  's1,2024-01-02T00:00:00Z,BTC-USD,buy,2,100,0.2,USD,,,',
  's2,2024-01-03T00:00:00Z,BTC-USD,sell,2,110,0.22,USD,,,',
].join('\n');

/** Hourly closes that rise by one a day from 100 on, for 20 days. */
function candles(): string {
  const rows = Array.from({ length: 480 }, (_, hour) => {
    const price = (100 + hour / 24).toFixed(4);
    return [new Date(START + hour * HOUR_MS).toISOString(), price, price, price, price, '1'].join(',');
  });
  return ['ts,open,high,low,close,volume', ...rows].join('\n');
}

async function decisions(person: Person): Promise<{ entry: string; exit: string }> {
  const { items } = await person.get<{ items: { side: string; decisionId: string }[] }>('/v1/trades');
  const of = (side: string) => items.find((trade) => trade.side === side)?.decisionId ?? '';
  return { entry: of('buy'), exit: of('sell') };
}

async function personWithCandles(): Promise<Person> {
  const person = await registerPerson(house);
  await person.importFile(TRADES);
  await person.upload('/v1/market/candles', candles(), { symbol: 'BTC-USD', granularity: '1h' });
  await house.drain();
  return person;
}

const ask = (person: Person, decisionId: string, kind = 'hold') =>
  person.browser.send('POST', '/v1/simulations', { kind, decisionId });

/** Asks, lets the worker compute, and reads the result. */
async function simulate(person: Person, decisionId: string, kind = 'hold') {
  const accepted = await ask(person, decisionId, kind);
  expect(accepted.statusCode).toBe(202);
  await house.drain();
  const { simulationId } = accepted.json<SimulationAccepted>();
  return (await person.get<SimulationAnswer>(`/v1/simulations/${simulationId}`)).simulation;
}

describe('holding a decision', () => {
  it('compares an exit with each horizon that the candles cover and tells when it is done', async () => {
    const person = await personWithCandles();
    const { exit } = await decisions(person);
    const { status, result } = await simulate(person, exit);
    expect(status).toBe('done');
    const day = result?.horizons.find(({ horizon }) => horizon === '24h');
    // 2 × (103 × (1 − 5 bp − 0.1 %) − 110) + 0.22 saved.
    expect(day).toMatchObject({ complete: true, delta: '-14.089', pathMaxDrawdown: '16' });
    expect(result?.horizons.find(({ horizon }) => horizon === '30d')).toMatchObject({
      ...{ complete: false, delta: null, missing: 'no_candles' },
    });
    // From the opening to the end of the week after it: closing between 101 and 109 instead of at 110.
    expect(Number(result?.benchmark?.ciLow)).toBeLessThan(-17);
    expect(Number(result?.benchmark?.ciHigh)).toBeLessThan(-1.5);
    const events = await eventsOf(database, person.id);
    expect(events.at(-1)).toMatchObject({
      type: 'simulation.completed',
      payload: { kind: 'hold', tradeId: exit },
    });
  });

  it('answers an equal question from the store, and computes anew when the data has changed', async () => {
    const person = await personWithCandles();
    const { exit } = await decisions(person);
    const first = await simulate(person, exit);
    const again = await ask(person, exit);
    expect(again.statusCode).toBe(200);
    expect(again.json<SimulationAnswer>().simulation).toEqual(first);
    await person.upload('/v1/market/candles', candles().replaceAll('100.0000', '100.5000'), {
      symbol: 'BTC-USD',
      granularity: '1h',
    });
    await house.drain();
    expect((await ask(person, exit)).statusCode).toBe(202);
  });

  it('computes anew when a horizon that was not over has ended', async () => {
    const person = await personWithCandles();
    const { exit } = await decisions(person);
    const { id } = await simulate(person, exit);
    expect((await ask(person, exit)).statusCode).toBe(200);
    const ended = `UPDATE "Simulation" SET result = result || '{"renewTs":1704067200000}' WHERE id = $1`;
    await query(database.adminUrl, ended, [id]);
    const again = await ask(person, exit);
    expect(again.statusCode).toBe(202);
    expect(again.json<SimulationAccepted>().simulationId).toBe(id);
    await house.drain();
    expect((await ask(person, exit)).statusCode).toBe(200);
  });

  it('is computed for who asks again after it failed, and for nobody else', async () => {
    const person = await personWithCandles();
    const { exit } = await decisions(person);
    const { simulationId } = (await ask(person, exit)).json<SimulationAccepted>();
    const [job] = house.queue.waiting.splice(0);
    const payload = { v: 1, userId: person.id, simulationId } as const;
    expect(job?.payload).toEqual(payload);
    await joinHandlers(house.house.jobs).runSimulation.giveUp?.(payload, new AppError('INTERNAL'));
    const now = async () =>
      (await person.get<SimulationAnswer>(`/v1/simulations/${simulationId}`)).simulation;
    await house.queue.enqueue('runSimulation', payload);
    await house.drain();
    expect(await now()).toMatchObject({ status: 'failed', result: null });
    const tries = `UPDATE "Simulation" SET attempts = 3 WHERE id = $1`;
    await query(database.adminUrl, tries, [simulationId]);
    const again = await ask(person, exit);
    expect([again.statusCode, again.json<SimulationAccepted>().simulationId]).toEqual([202, simulationId]);
    expect(await now()).toMatchObject({ status: 'queued', reason: null });
    await house.drain();
    expect(await now()).toMatchObject({ status: 'done', result: { kind: 'hold' } });
    const row = `SELECT error, attempts FROM "Simulation" WHERE id = $1`;
    expect(await query(database.adminUrl, row, [simulationId])).toEqual([{ error: null, attempts: 1 }]);
  });

  it('is in what a perpetual is paid in, whatever it is quoted in', async () => {
    const person = await registerPerson(house);
    const perpetuals = [
      'ext_id,ts,symbol,side,qty,price,fee,fee_asset,instrument,settle',
      's1,2024-01-02T00:00:00Z,BTC-USD,buy,2,100,0.2,USDC,linear,USDC',
      's2,2024-01-03T00:00:00Z,BTC-USD,sell,2,110,0.22,USDC,linear,USDC',
    ];
    await person.importFile(perpetuals.join('\n'));
    await person.upload('/v1/market/candles', candles(), { symbol: 'BTC-USD', granularity: '1h' });
    await house.drain();
    const { result } = await simulate(person, (await decisions(person)).exit);
    expect(result).toMatchObject({ asset: 'USDC', fees: '0.22' });
  });

  it('measures an entry against what the position made', async () => {
    const person = await personWithCandles();
    const { entry } = await decisions(person);
    const { result } = await simulate(person, entry);
    const day = result?.horizons.find(({ horizon }) => horizon === '24h');
    expect(day?.complete).toBe(true);
    // Held a day: 2 × (102 × 0.9985 − 100) − 0.2; made by then: 19.58.
    expect(day?.delta).toBe('-16.086');
    // Before the sale there was nothing else than holding.
    expect(result?.horizons[0]).toMatchObject({ horizon: '1h', delta: '0' });
  });

  it('says that there are no candles instead of inventing a number', async () => {
    const person = await registerPerson(house);
    await person.importFile(TRADES);
    const { exit } = await decisions(person);
    const { result, reason } = await simulate(person, exit);
    expect(result).toBeNull();
    expect(reason).toContain('no candles of BTC-USD');
  });

  it('can skip an entry, which takes back what it made, and refuses to skip an exit with the reason', async () => {
    const person = await personWithCandles();
    const { entry, exit } = await decisions(person);
    const skipped = await simulate(person, entry, 'skip');
    expect(skipped.result?.horizons.find(({ horizon }) => horizon === '24h')?.delta).toBe('-19.58');
    expect((await simulate(person, exit, 'skip')).reason).toContain('closed a position');
  });

  it('takes of a sale that also reversed the position what is in it, and nothing else', async () => {
    const person = await registerPerson(house);
    const header = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset,instrument';
    const reversed = [
      's1,2024-01-02T00:00:00Z,BTC-USD,buy,1,100,0,,linear',
      's2,2024-01-02T01:00:00Z,BTC-USD,sell,3,110,0,,linear',
      's3,2024-01-02T02:00:00Z,BTC-USD,sell,1,112,0,,linear',
      's4,2024-01-02T02:30:00Z,BTC-USD,buy,3,90,0,,linear',
    ];
    await person.importFile([header, ...reversed].join('\n'));
    await person.upload('/v1/market/candles', candles(), { symbol: 'BTC-USD', granularity: '1h' });
    await house.drain();
    const { items } = await person.get<{ items: { price: string; decisionId: string }[] }>('/v1/trades');
    const asked = items.find(({ price }) => price === '112')?.decisionId ?? '';
    const { result } = await simulate(person, asked, 'skip');
    const deltas = result?.horizons.filter(({ complete }) => complete).map(({ delta }) => delta);
    expect(new Set(deltas)).toEqual(new Set(['-22']));
  });

  it('goes by what a fee in the coin left of an entry', async () => {
    const person = await registerPerson(house);
    const rows = [
      's1,2024-01-02T00:00:00Z,BTC-USD,buy,1,100,0.01,BTC,,,',
      's2,2024-01-02T00:30:00Z,BTC-USD,sell,0.99,110,0,,,,',
    ];
    await person.importFile([HEADER, ...rows].join('\n'));
    await person.upload('/v1/market/candles', candles(), { symbol: 'BTC-USD', granularity: '1h' });
    await house.drain();
    const { result } = await simulate(person, (await decisions(person)).entry, 'skip');
    const deltas = result?.horizons.filter(({ complete }) => complete).map(({ delta }) => delta);
    expect(new Set(deltas)).toEqual(new Set(['-8.9']));
  });

  it('keeps to the own rules, and answers anew when those change', async () => {
    const person = await personWithCandles();
    const { entry } = await decisions(person);
    expect((await simulate(person, entry, 'plan')).reason).toContain('kept every active rule');
    const rule = { kind: 'max_position_notional', params: { asset: 'USD', notional: '50' } };
    await person.browser.send('POST', '/v1/rules', rule);
    await house.drain();
    const { result } = await simulate(person, entry, 'plan');
    expect(result).toMatchObject({ kind: 'plan', instead: { kind: 'size', share: '0.25' } });
    expect(result?.horizons.find(({ horizon }) => horizon === '24h')?.delta).toBe('-14.685');
  });

  it('tells the usual size from at least five earlier entries', async () => {
    const person = await personWithCandles();
    const { entry } = await decisions(person);
    expect((await simulate(person, entry, 'size')).reason).toContain('fewer than five');
    const earlier = Array.from(
      { length: 10 },
      (_, i) =>
        `e${i},2024-01-01T${String(i + 10).padStart(2, '0')}:00:00Z,BTC-USD,${i % 2 ? 'sell' : 'buy'},1,100,0,,,,`,
    );
    await person.importFile([HEADER, ...earlier].join('\n'));
    const { result } = await simulate(person, (await decisions(person)).entry, 'size');
    expect(result?.instead).toMatchObject({ kind: 'size', share: '0.5' });
  });

  it('tells it from entries in the same unit alone', async () => {
    const person = await personWithCandles();
    const pair = (hour: number, amounts: string, terms: string) =>
      ['buy', 'sell'].map((side, minute) => {
        const ts = new Date(START + hour * HOUR_MS + minute * 60_000).toISOString();
        return `u${hour}${side},${ts},BTC-USD,${side},${amounts},0,,${terms}`;
      });
    const rows = [
      ...[1, 2, 3, 4, 5].flatMap((hour) => pair(hour, '1,100', 'spot,')),
      ...[6, 7, 8, 9, 10, 11].flatMap((hour) => pair(hour, '100,50000', 'inverse,')),
      ...[12, 13, 14, 15, 16, 17].flatMap((hour) => pair(hour, '7,100', 'linear,USDC')),
    ];
    const header = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset,instrument,settle';
    await person.importFile([header, ...rows].join('\n'));
    await house.drain();
    const path = '/v1/trades?limit=200';
    const { items } = await person.get<{ items: { qty: string; side: string; decisionId: string }[] }>(path);
    const asked = items.find(({ qty, side }) => qty === '2' && side === 'buy')?.decisionId ?? '';
    const { result } = await simulate(person, asked, 'size');
    expect(result?.instead).toMatchObject({ kind: 'size', share: '0.5' });
  });

  it('waits for a pullback with the swings before the decision', async () => {
    const person = await personWithCandles();
    const { entry } = await decisions(person);
    const { result } = await simulate(person, entry, 'wait');
    // The price stood at 101 and only rose: a limit below 100 was never touched.
    expect(result?.instead).toMatchObject({ kind: 'limit', filledAt: null });
    expect(result?.horizons.find(({ horizon }) => horizon === '24h')?.delta).toBe('-19.58');
  });

  it('answers another person like a decision that does not exist', async () => {
    const person = await personWithCandles();
    const stranger = await registerPerson(house);
    const { exit } = await decisions(person);
    expect((await ask(stranger, exit)).statusCode).toBe(404);
    expect((await ask(stranger, 'none')).statusCode).toBe(404);
  });

  it('is found by any trade of the decision', async () => {
    const person = await registerPerson(house);
    await person.importFile(`${TRADES}\ns3,2024-01-03T00:00:02Z,BTC-USD,sell,1,110,0.11,USD,,,`);
    const { items } = await person.get<{ items: { id: string; decisionId: string }[] }>('/v1/trades');
    const later = items.find(({ id, decisionId }) => id !== decisionId);
    expect((await ask(person, later?.id ?? '')).statusCode).toBe(202);
  });
});
