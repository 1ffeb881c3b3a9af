import { beforeAll, describe, expect, it } from 'vitest';
import type { NewBiasTag } from '../src/modules/biases/BiasRepo.ts';
import { createPerson, tradeOf } from './support/people.ts';
import { createTestDatabase } from './support/testDatabase.ts';

const database = await createTestDatabase();
const people = ['ann', 'ben', 'cat', 'dan'];
beforeAll(async () => {
  for (const id of people) {
    await createPerson(database, id);
    await database.forUser(id, ({ trades }) =>
      trades.upsertMany(
        id,
        Array.from({ length: 20 }, (_, n) => tradeOf(id, n)),
      ),
    );
  }
});

function tagOf(userId: string, number: number, change: Partial<NewBiasTag> = {}): NewBiasTag {
  const trade = tradeOf(userId, number);
  return {
    tradeId: trade.id,
    label: 'revenge_trade',
    confidence: 0.75,
    features: { gapMinutes: { value: 38, contribution: 1.25 } },
    ts: new Date(trade.ts),
    engineVersion: '1.0.0',
    modelVersion: 'v0',
    ...change,
  };
}

describe('BiasRepo', () => {
  it('gives back what was stored, surest first', async () => {
    const tags = [
      tagOf('ann', 1),
      tagOf('ann', 1, { label: 'size_drift', confidence: 0.9 }),
      tagOf('ann', 2),
    ];
    for (const tag of tags) await database.forUser('ann', ({ biases }) => biases.create('ann', tag));
    const ofFirst = await database.forUser('ann', ({ biases }) =>
      biases.listByTrade('ann', tags[0]?.tradeId ?? ''),
    );
    expect(ofFirst.map((tag) => tag.label)).toEqual(['size_drift', 'revenge_trade']);
    expect(ofFirst[1]).toMatchObject({ ...tags[0] });
    const ofBoth = await database.forUser('ann', ({ biases }) =>
      biases.listByTrades(
        'ann',
        tags.map((tag) => tag.tradeId),
      ),
    );
    expect(ofBoth).toHaveLength(3);
  });

  it('holds one tag per decision and label', async () => {
    await database.forUser('ben', ({ biases }) => biases.create('ben', tagOf('ben', 1)));
    await expect(
      database.forUser('ben', ({ biases }) => biases.create('ben', tagOf('ben', 1))),
    ).rejects.toMatchObject({ code: 'P2002' });
  });

  it('reports only new and changed tags, so that a re-score tells nothing twice', async () => {
    const tags = [1, 2, 3].map((n) => tagOf('cat', n));
    const upsert = (batch: NewBiasTag[]) =>
      database.forUser('cat', ({ biases }) => biases.upsertMany('cat', batch));
    const first = await upsert(tags);
    expect(first.map((tag) => tag.isNew)).toEqual([true, true, true]);
    expect(await upsert(tags)).toEqual([]);
    const changed = await upsert([tagOf('cat', 1), tagOf('cat', 2, { confidence: 0.8 }), tagOf('cat', 4)]);
    expect(changed.map(({ tradeId, isNew }) => ({ tradeId, isNew }))).toEqual([
      { tradeId: tradeOf('cat', 2).id, isNew: false },
      { tradeId: tradeOf('cat', 4).id, isNew: true },
    ]);
    expect(changed[0]?.id).toBe(first[1]?.id);
  });

  it('takes away what a re-score of the time since did not give again, and nothing older', async () => {
    const tags = [1, 5, 6, 7].map((n) => tagOf('dan', n));
    const removed = await database.forUser('dan', async ({ biases }) => {
      await biases.upsertMany('dan', tags);
      return biases.deleteExcept('dan', new Date(tradeOf('dan', 5).ts), [tagOf('dan', 6)]);
    });
    expect(removed).toBe(2);
    const left = await database.forUser('dan', ({ biases }) =>
      biases.listByTrades(
        'dan',
        tags.map((tag) => tag.tradeId),
      ),
    );
    expect(left.map((tag) => tag.tradeId).sort()).toEqual(
      [tradeOf('dan', 1).id, tradeOf('dan', 6).id].sort(),
    );
    expect(await database.forUser('dan', ({ biases }) => biases.deleteExcept('dan', new Date(0), []))).toBe(
      2,
    );
  });

  it('refuses a confidence that is no probability and a tag on a trade that is not there', async () => {
    const create = (tag: NewBiasTag) => database.forUser('ben', ({ biases }) => biases.create('ben', tag));
    await expect(create(tagOf('ben', 3, { confidence: 1.01 }))).rejects.toThrow('BiasTag_confidence');
    await expect(create(tagOf('ben', 3, { tradeId: 'nothing' }))).rejects.toMatchObject({ code: 'P2003' });
  });

  it('counts by UTC day with the mean confidence', async () => {
    await database.forUser('ben', ({ biases }) =>
      biases.upsertMany('ben', [
        tagOf('ben', 5, { ts: new Date('2026-02-01T23:59:59.999Z'), confidence: 0.6 }),
        tagOf('ben', 6, { ts: new Date('2026-02-01T00:00:00.000Z'), confidence: 0.8 }),
        tagOf('ben', 7, { ts: new Date('2026-02-02T00:00:00.000Z'), confidence: 0.3 }),
      ]),
    );
    const timeline = await database.forUser('ben', ({ biases }) =>
      biases.timeline('ben', { bucket: 'day', label: 'revenge_trade', minConfidence: 0.6 }),
    );
    expect(timeline.slice(-1)).toEqual([
      { ts: new Date('2026-02-01T00:00:00Z'), label: 'revenge_trade', count: 2, meanConfidence: 0.7 },
    ]);
  });
});
