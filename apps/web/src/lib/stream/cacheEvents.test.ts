import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { EventFrame } from '@twin/shared/dto/event';
import { expect, it, vi } from 'vitest';
import { keys } from '../api/keys.ts';
import { addMessages, type MessagePages } from './addMessages.ts';
import { createCacheEvents } from './cacheEvents.ts';

const TS = '2025-03-01T12:00:00.000Z';

/** Frames as they come over the wire: what does not fit the contract fails here. */
function frame(number: number, type: string, payload: object): EventFrame {
  const id = `01JNQ5V000000000000000000${number}`;
  return EventFrame.parse({ id, type, v: 1, ts: TS, payload });
}

function reflection(number: number): EventFrame {
  const facts = { day: { kind: 'date', value: '2025-03-01', text: '1 Mar 2025' } };
  const about = { decisionId: 'd1', label: 'revenge_trade', text: `Card ${number}.`, facts, cta: null };
  return frame(number, 'coach.reflect', { messageId: `m${number}`, ...about });
}

function setUp() {
  const client = new QueryClient();
  const due: (() => void)[] = [];
  const events = createCacheEvents(client, (settle) => due.push(settle));
  const isStale = (queryKey: readonly unknown[]) => client.getQueryState(queryKey)?.isInvalidated;
  const settle = () => {
    for (const run of due.splice(0)) run();
  };
  return { client, due, settle, isStale, ...events };
}

function shownIds(client: QueryClient): string[] {
  const pages = client.getQueryData<MessagePages>(keys.messages)?.pages ?? [];
  return pages.flatMap(({ items }) => items.map(({ id }) => id));
}

const EMPTY: MessagePages = { pages: [{ items: [], nextCursor: null }], pageParams: [undefined] };

it('a card joins the conversation at once, newest first, and once however often it comes', () => {
  const { client, onEvent } = setUp();
  client.setQueryData(keys.messages, EMPTY);
  for (const number of [1, 2, 1, 3, 2]) onEvent(reflection(number));
  expect(shownIds(client)).toEqual(['m3', 'm2', 'm1']);
});

it('a card that is on an older page is not shown a second time', () => {
  const { client, onEvent } = setUp();
  client.setQueryData(keys.messages, EMPTY);
  onEvent(reflection(1));
  const [page] = client.getQueryData<MessagePages>(keys.messages)?.pages ?? [];
  const pages = [{ items: [], nextCursor: 'older' }, ...(page ? [page] : [])];
  client.setQueryData<MessagePages>(keys.messages, { pages, pageParams: [undefined, 'older'] });
  onEvent(reflection(1));
  expect(shownIds(client)).toEqual(['m1']);
});

it('messages that come before the conversation was read are left to the reading', () => {
  const { client, onEvent } = setUp();
  onEvent(reflection(1));
  addMessages(client);
  expect(client.getQueryData(keys.messages)).toBeUndefined();
});

it('a burst of events reads each list once', () => {
  const { client, due, settle, isStale, onEvent } = setUp();
  client.setQueryData(keys.messages, EMPTY);
  client.setQueryData(keys.summary(undefined), {});
  for (const number of [1, 2, 3, 4, 5]) onEvent(frame(number, 'account.updated', { dataVersion: number }));
  expect(due).toHaveLength(1);
  expect(isStale(keys.summary(undefined))).toBe(false);
  settle();
  expect(isStale(keys.summary(undefined))).toBe(true);
  expect(isStale(keys.messages)).toBe(true);
  onEvent(frame(6, 'account.updated', { dataVersion: 6 }));
  expect(due).toHaveLength(1);
});

it('what was being read for the first time when an event came is read once more', async () => {
  const { client, settle, onEvent } = setUp();
  const answers: ((answer: string) => void)[] = [];
  const queryFn = () => new Promise<string>((answer) => answers.push(answer));
  const shown = new QueryObserver(client, { queryKey: keys.biases(undefined), queryFn });
  const stop = shown.subscribe(() => undefined);
  onEvent(frame(1, 'account.updated', { dataVersion: 1 }));
  settle();
  expect(answers).toHaveLength(1);
  answers[0]?.('of before');
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  expect(shown.getCurrentResult().data).toBe('of before');
  answers[1]?.('of now');
  await vi.waitFor(() => expect(shown.getCurrentResult().data).toBe('of now'));
  stop();
});

it('new tags never throw the reader out of a long list of trades; a finished import begins it anew', () => {
  const { client, settle, isStale, onEvent } = setUp();
  const trades = keys.trades({});
  client.setQueryData(trades, { pages: ['one', 'two'] });
  const tags = [{ tradeId: 't1', decisionId: 't1', label: 'revenge_trade', confidence: 0.8 }];
  onEvent(frame(1, 'bias.tagged', { tags }));
  settle();
  expect(isStale(trades)).toBe(false);
  const rows = { read: 1, accepted: 1, duplicate: 0, ignored: 0, rejected: 0 };
  onEvent(frame(2, 'import.completed', { importId: 'i1', rows, tags: 1 }));
  expect(client.getQueryData(trades)).toBeUndefined();
});

it('the progress of an import shows as it happens and never goes back from done', () => {
  const { client, onEvent } = setUp();
  const key = keys.importOf('i1');
  const rows = { read: 10, accepted: 9, duplicate: 0, ignored: 0, rejected: 1 };
  client.setQueryData(key, { id: 'i1', status: 'queued', rows: { ...rows, read: 0 } });
  onEvent(frame(1, 'import.progress', { importId: 'i1', ...rows, done: false }));
  expect(client.getQueryData(key)).toMatchObject({ status: 'running', rows });
  onEvent(frame(2, 'import.progress', { importId: 'i1', ...rows, done: true }));
  expect(client.getQueryData(key)).toMatchObject({ status: 'scoring' });
  onEvent(frame(3, 'import.completed', { importId: 'i1', rows, tags: 2 }));
  expect(client.getQueryData(key)).toMatchObject({ status: 'done', finishedAt: TS });
  onEvent(frame(2, 'import.progress', { importId: 'i1', ...rows, done: false }));
  expect(client.getQueryData(key)).toMatchObject({ status: 'done' });
});

it('a finished simulation is read anew, and no other', () => {
  const { client, settle, isStale, onEvent } = setUp();
  for (const id of ['t1', 't2']) client.setQueryData(keys.simulation(id, 'hold'), { status: 'queued' });
  onEvent(frame(1, 'simulation.completed', { simulationId: 's1', kind: 'hold', tradeId: 't1' }));
  settle();
  expect(['t1', 't2'].map((id) => isStale(keys.simulation(id, 'hold')))).toEqual([true, false]);
});

it('after a resync everything on the page is read anew', () => {
  const { client, isStale, onReload } = setUp();
  client.setQueryData(keys.settings, {});
  onReload();
  expect(isStale(keys.settings)).toBe(true);
});
