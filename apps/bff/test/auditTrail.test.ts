import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { HEADER } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const FILE = [HEADER, 't1,2024-03-01T10:00:00Z,BTC-USD,buy,1,100,0,USD,swing,,'].join('\n');
const RULE = { kind: 'max_trades_per_day', params: { trades: 2 } };

/** What the trail tells since the person came, oldest first. */
async function trailOf(person: Person): Promise<{ action: string; meta: object }[]> {
  const { items } = await person.get<{ items: { action: string; meta: object }[] }>('/v1/audit?limit=100');
  return items
    .map(({ action, meta }) => ({ action, meta }))
    .reverse()
    .filter(({ action }) => !['user.registered', 'session.opened'].includes(action));
}

async function send(person: Person, method: string, path: string, body?: object): Promise<string> {
  const answer = await person.browser.send(method as 'POST', path, body);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.body;
}

describe('the audit trail', () => {
  it('tells that a rule was made, changed, switched off and deleted, and nothing of what failed', async () => {
    const person = await registerPerson(house);
    const { rule } = JSON.parse(await send(person, 'POST', '/v1/rules', RULE)) as { rule: { id: string } };
    const path = `/v1/rules/${rule.id}`;
    await send(person, 'PATCH', path, { params: { trades: 3 } });
    await send(person, 'PATCH', path, { active: false });
    expect((await person.browser.send('PATCH', path, { params: { trades: 0 } })).statusCode).toBe(400);
    await send(person, 'DELETE', path);
    expect((await person.browser.send('DELETE', path)).statusCode).toBe(404);
    const ruleId = rule.id;
    expect(await trailOf(person)).toEqual([
      { action: 'rule.made', meta: { ruleId, kind: RULE.kind } },
      { action: 'rule.changed', meta: { ruleId, active: true } },
      { action: 'rule.changed', meta: { ruleId, active: false } },
      { action: 'rule.deleted', meta: { ruleId } },
    ]);
  });

  it('tells that a trade was deleted and brought back', async () => {
    const person = await registerPerson(house);
    await person.importFile(FILE);
    const { items } = await person.get<{ items: { id: string }[] }>('/v1/trades');
    const tradeId = items[0]?.id ?? '';
    await send(person, 'DELETE', `/v1/trades/${tradeId}`);
    await send(person, 'POST', `/v1/trades/${tradeId}/restore`);
    expect((await person.browser.send('DELETE', '/v1/trades/none')).statusCode).toBe(404);
    expect(await trailOf(person)).toEqual([
      { action: 'trade.deleted', meta: { tradeId } },
      { action: 'trade.restored', meta: { tradeId } },
    ]);
  });

  it('tells that an export was restored, and that an import was undone', async () => {
    const person = await registerPerson(house);
    await person.importFile(FILE);
    const other = await registerPerson(house);
    const { id: importId } = await other.restore(await person.export());
    await other.restore(Buffer.from([0x50, 0x4b, 3, 4, 0, 0]));
    await send(other, 'DELETE', `/v1/imports/${importId}`);
    expect((await other.browser.send('DELETE', `/v1/imports/${importId}`)).statusCode).toBe(404);
    expect(await trailOf(other)).toEqual([
      { action: 'import.restored', meta: { importId } },
      { action: 'import.undone', meta: { importId, trades: 1 } },
    ]);
  });

  it('tells that the clock of a trading account, or who trades it, was changed', async () => {
    const person = await registerPerson(house);
    const { items } = await person.get<{ items: { id: string }[] }>('/v1/accounts');
    const accountId = items[0]?.id ?? '';
    await send(person, 'PATCH', `/v1/accounts/${accountId}`, { name: 'Mine' });
    await send(person, 'PATCH', `/v1/accounts/${accountId}`, { tradedBy: 'program' });
    expect(await trailOf(person)).toEqual([
      { action: 'account.renamed', meta: { accountId } },
      { action: 'account.updated', meta: { accountId } },
    ]);
  });
});
