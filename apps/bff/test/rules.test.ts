import type { RuleAnswer, RuleDto, RulePage } from '@twin/shared/dto/rule';
import type { SimulationAccepted, SimulationAnswer } from '@twin/shared/dto/simulation';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { filesOf } from './support/livedIn.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, eventsOf, type Person, registerPerson } from './support/testHouse.ts';
import { HEADER } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The next UTC day: after any rule that a test makes. */
const TOMORROW = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
const TWO_A_DAY = { kind: 'max_trades_per_day', params: { trades: 2 } } as const;

/** Three round trips on each of some days, the third of a day winning twice as often as not. */
function history(days: number, from = Date.UTC(2024, 0, 1), name = 'd'): string {
  const rows = Array.from({ length: days }, (_, day) =>
    [0, 1, 2].flatMap((trip) => {
      const at = (hour: number) => new Date(from + (24 * day + 4 * trip + hour) * HOUR_MS).toISOString();
      const exit = trip === 2 && day % 3 === 0 ? 94 : 102;
      const id = `${name}${day}-${trip}`;
      return [
        `${id}b,${at(0)},BTC-USD,buy,1,100,0.1,USD,,,`,
        `${id}s,${at(1)},BTC-USD,sell,1,${exit},0.1,USD,,,`,
      ];
    }),
  );
  return [HEADER, ...rows.flat()].join('\n');
}

async function personWith(days: number): Promise<Person> {
  const person = await registerPerson(house);
  await person.importFile(history(days));
  return person;
}

async function make(person: Person, rule: object): Promise<RuleDto> {
  const answer = await person.browser.send('POST', '/v1/rules', rule);
  expect(answer.statusCode).toBe(201);
  await house.drain();
  return answer.json<RuleAnswer>().rule;
}

const read = async (person: Person) => (await person.get<RulePage>('/v1/rules')).items;

async function toldBreaches(person: Person) {
  const events = await eventsOf(database, person.id);
  return events.filter(({ type }) => type === 'rule.breached').map(({ payload }) => payload);
}

describe('a rule', () => {
  it('is held against the whole history when it is made, and tells nothing of what was before it', async () => {
    const person = await personWith(40);
    const { id } = await make(person, TWO_A_DAY);
    const [rule] = await read(person);
    expect(rule).toMatchObject({ ...TWO_A_DAY, id, active: true, breachCount: 0, breaches: [] });
    expect(rule?.adherence?.days).toHaveLength(40);
    expect(rule?.adherence?.days[0]).toEqual({ date: '2024-01-01', checked: 3, breached: 1 });
    expect(await toldBreaches(person)).toEqual([]);
  });

  it('tells each later breach once, and lists it', async () => {
    const person = await personWith(3);
    const { id } = await make(person, TWO_A_DAY);
    const soon = history(1, TOMORROW, 'later');
    await person.importFile(soon);
    const [rule] = await read(person);
    const breach = rule?.breaches[0];
    expect(rule?.breachCount).toBe(1);
    expect(breach).toMatchObject({ symbol: 'BTC-USD' });
    const told = [{ ruleId: id, tradeId: breach?.tradeId, kind: 'max_trades_per_day' }];
    expect(await toldBreaches(person)).toEqual(told);
    await house.queue.enqueue('checkRules', { v: 1, userId: person.id });
    await person.importFile(soon);
    expect(await toldBreaches(person)).toEqual(told);
  });

  it('begins anew with other params, and is silent while it is off', async () => {
    const person = await personWith(3);
    const { id, since } = await make(person, TWO_A_DAY);
    const change = (body: object) => person.browser.send('PATCH', `/v1/rules/${id}`, body);
    expect((await change({ active: false })).statusCode).toBe(200);
    await person.importFile(history(1, TOMORROW, 'later'));
    expect(await toldBreaches(person)).toEqual([]);
    const changed = await change({ params: { trades: 1 }, active: true });
    expect(changed.json<RuleAnswer>().rule).toMatchObject({ params: { trades: 1 }, active: true });
    expect(Date.parse(changed.json<RuleAnswer>().rule.since)).toBeGreaterThan(Date.parse(since));
    await house.drain();
    expect((await read(person))[0]?.adherence?.days[0]).toMatchObject({ checked: 3, breached: 2 });
  });

  it('that a copy brings counts from when it was made, and tells nothing again', async () => {
    const person = await personWith(3);
    await make(person, TWO_A_DAY);
    const files = filesOf(await person.export());
    const rule = { ...JSON.parse(files['rules.jsonl'] ?? ''), since: '2024-01-01T00:00:00.000Z' };
    const copy = { ...files, 'rules.jsonl': `${JSON.stringify(rule)}\n` };
    const packed = Object.entries(copy).map(([name, text]) => [name, strToU8(text)]);
    const other = await registerPerson(house);
    await other.restore(Buffer.from(zipSync(Object.fromEntries(packed))));
    await house.drain();
    expect(await read(other)).toMatchObject([{ since: rule.since, breachCount: 3 }]);
    expect(await toldBreaches(other)).toEqual([]);
    await other.importFile(history(1, TOMORROW, 'later'));
    expect(await toldBreaches(other)).toHaveLength(1);
  });

  it('is refused with its field when its params do not fit its kind', async () => {
    const person = await personWith(1);
    const wrong = await person.browser.send('POST', '/v1/rules', { ...TWO_A_DAY, params: { trades: 0 } });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.body).toContain('params.trades');
    const { id } = await make(person, TWO_A_DAY);
    const change = await person.browser.send('PATCH', `/v1/rules/${id}`, { params: { minutes: 5 } });
    expect(change.statusCode).toBe(400);
    expect((await person.browser.send('PATCH', '/v1/rules/none', { active: false })).statusCode).toBe(404);
  });

  it('goes with all that was found of it, and is nobody else’s', async () => {
    const person = await personWith(3);
    const { id } = await make(person, TWO_A_DAY);
    const stranger = await registerPerson(house);
    expect((await stranger.browser.send('DELETE', `/v1/rules/${id}`)).statusCode).toBe(404);
    expect(await read(stranger)).toEqual([]);
    expect((await person.browser.send('DELETE', `/v1/rules/${id}`)).statusCode).toBe(204);
    expect(await read(person)).toEqual([]);
    const left = await query(database.adminUrl, `SELECT 1 FROM "RuleBreach" WHERE "userId" = $1`, [
      person.id,
    ]);
    expect(left).toEqual([]);
  });
});

describe('what stands beside the fills', () => {
  const noAdding = { kind: 'no_averaging_down', params: { percent: 5 } };
  const upTo = (notional: string) => ({
    kind: 'max_position_notional',
    params: { asset: 'EUR', notional },
  });
  const anHour = { kind: 'cooldown_after_loss', params: { minutes: 60 } };

  /** A bitcoin bought for 100 goes to the other account and is sold there for 70; one for 80 is bought here meanwhile. */
  const STAMP = [
    'ID,Account,Type,Subtype,Datetime,Amount,Amount currency,Value,Value currency,Rate,Rate currency,Fee,Fee currency,Order ID',
    '1,Main Account,Market,Buy,2024-01-02T10:00:00Z,1,BTC,100,EUR,100,EUR,0,EUR,1001',
    '2,Main Account,Withdrawal,,2024-01-04T10:00:00Z,1,BTC,,,,,0,BTC,',
    '3,Main Account,Market,Buy,2024-01-04T12:00:00Z,1,BTC,80,EUR,80,EUR,0,EUR,1002',
  ].join('\n');
  const KRAKEN = [
    '"txid","refid","time","type","subtype","aclass","asset","amount","fee","balance"',
    '"L1","D1","2024-01-04 11:00:00","deposit","","currency","XXBT",1,0,1',
    '"L2","T1","2024-01-05 10:00:00","trade","","currency","XXBT",-1,0,0',
    '"L3","T1","2024-01-05 10:00:00","trade","","currency","ZEUR",70,0,70',
    '"L4","T2","2024-01-05 10:12:00","trade","","currency","XXBT",1,0,1',
    '"L5","T2","2024-01-05 10:12:00","trade","","currency","ZEUR",-70,0,0',
  ].join('\n');

  async function personWithTransfer(): Promise<Person> {
    const person = await registerPerson(house);
    await person.importFile(STAMP, { account: 'stamp' });
    await person.importFile(KRAKEN, { account: 'kraken' });
    return person;
  }

  /** Days with a breach of the rule, and how many. */
  async function brokenDays(person: Person, rule: object): Promise<[string, number][]> {
    const { id } = await make(person, rule);
    const days = (await read(person)).find((made) => made.id === id)?.adherence?.days ?? [];
    return days.filter(({ breached }) => breached > 0).map(({ date, breached }) => [date, breached]);
  }

  it('a transfer between own accounts takes size, cost and loss along', async () => {
    const person = await personWithTransfer();
    expect(await brokenDays(person, noAdding)).toEqual([]);
    expect(await brokenDays(person, upTo('120'))).toEqual([]);
    expect(await brokenDays(person, anHour)).toEqual([['2024-01-05', 1]]);
  });

  it('a transfer between own accounts takes what the back-test cut along', async () => {
    const person = await personWithTransfer();
    const accepted = await person.browser.send('POST', '/v1/rules/backtest', upTo('90'));
    await house.drain();
    const { simulationId } = accepted.json<SimulationAccepted>();
    const { simulation } = await person.get<SimulationAnswer>(`/v1/simulations/${simulationId}`);
    expect(simulation.backtest).toMatchObject({ blocked: 1, changes: [{ asset: 'EUR', value: '3' }] });
  });

  it('funding can make the loss of a position', async () => {
    const person = await registerPerson(house);
    const row = (type: string, side: string, qty: string, price: number, amounts: string, time: string) =>
      `1,USDT,BTCUSDT,${type},${side},${qty},${qty},${price},${amounts},900,OPEN,${time}`;
    await person.importFile(
      [
        'Uid,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,Wallet Balance,Action,Time(UTC)',
        row('TRADE', 'BUY', '0.010', 43000, '0,0,0,0', '2024-01-11 10:12:00'),
        row('TRADE', 'SELL', '-0.010', 43100, '0,0,1,1', '2024-01-11 10:00:00'),
        row('SETTLEMENT', 'BUY', '0.010', 43000, '-2,0,0,-2', '2024-01-10 08:00:00'),
        row('TRADE', 'BUY', '0.010', 43000, '0,0,0,0', '2024-01-10 06:00:00'),
      ].join('\n'),
    );
    expect(await brokenDays(person, anHour)).toEqual([['2024-01-11', 1]]);
  });
});

describe('the back-test of a rule', () => {
  const ask = (person: Person) => person.browser.send('POST', '/v1/rules/backtest', TWO_A_DAY);

  it('says what it would have blocked, who of those won, and the change with its interval', async () => {
    const person = await personWith(90);
    const accepted = await ask(person);
    expect(accepted.statusCode).toBe(202);
    await house.drain();
    const { simulationId } = accepted.json<SimulationAccepted>();
    const { simulation } = await person.get<SimulationAnswer>(`/v1/simulations/${simulationId}`);
    expect(simulation.backtest).toMatchObject({
      ...{ checked: 270, blocked: 90, blockedWinners: 60, unknown: 0, isSplit: false },
      // 30 times 6.2 not lost, 60 times 1.8 not won.
      changes: [{ asset: 'USD', value: '78', fees: '18', opportunity: '60', isMeasurable: true }],
    });
    const [change] = simulation.backtest?.changes ?? [];
    expect(Number(change?.ciLow)).toBeLessThan(78);
    expect(Number(change?.ciHigh)).toBeGreaterThan(78);
    expect((await eventsOf(database, person.id)).at(-1)).toMatchObject({
      type: 'simulation.completed',
      payload: { simulationId, kind: 'backtest', tradeId: null },
    });
    const again = await ask(person);
    expect(again.statusCode).toBe(200);
    expect(again.json<SimulationAnswer>().simulation).toEqual(simulation);
    expect(await read(person)).toEqual([]);
  });

  it('sells at a stop what was open then, and calls a position that made money a winner', async () => {
    const person = await registerPerson(house);
    const trades = [
      's1,2024-01-02T00:30:00Z,BTC-USD,buy,10,100,0,USD,,,',
      's2,2024-01-02T02:30:00Z,BTC-USD,sell,8,130,0,USD,,,',
      's3,2024-01-02T05:30:00Z,BTC-USD,sell,2,95,0,USD,,,',
    ];
    await person.importFile([HEADER, ...trades].join('\n'));
    const bars = ['100,100,100,100', '100,130,100,130', '130,130,98,98', '98,98,98,98', '98,98,90,95'];
    const rows = bars.map((bar, hour) => `2024-01-02T0${hour}:00:00Z,${bar},1`);
    await person.upload('/v1/market/candles', ['ts,open,high,low,close,volume', ...rows].join('\n'), {
      symbol: 'BTC-USD',
      granularity: '1h',
    });
    await house.drain();
    const rule = { kind: 'stop_required_by_mae', params: { percent: 5 } };
    const accepted = await person.browser.send('POST', '/v1/rules/backtest', rule);
    await house.drain();
    const { simulationId } = accepted.json<SimulationAccepted>();
    const { simulation } = await person.get<SimulationAnswer>(`/v1/simulations/${simulationId}`);
    // Two at 95 less 5 basis points instead of at 95: the rule costs a little of what was 230.
    expect(simulation.backtest).toMatchObject({
      ...{ checked: 1, blocked: 1, blockedWinners: 1, unknown: 0 },
      changes: [{ asset: 'USD', value: '-0.095' }],
    });
  });

  it('is computed anew when trades have come', async () => {
    const person = await personWith(3);
    await ask(person);
    await house.drain();
    expect((await ask(person)).statusCode).toBe(200);
    await person.importFile(history(1, Date.UTC(2024, 5, 1), 'new'));
    expect((await ask(person)).statusCode).toBe(202);
  });
});
