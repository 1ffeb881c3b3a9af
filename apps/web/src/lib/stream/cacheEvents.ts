import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';
import { CoachFacts } from '@twin/shared/dto/coach';
import type { EventFrame } from '@twin/shared/dto/event';
import type { ImportDto } from '@twin/shared/dto/import';
import { keys } from '../api/keys.ts';
import { addMessages } from './addMessages.ts';

type FrameOf<Type extends EventFrame['type']> = Extract<EventFrame, { type: Type }>;

/** A burst of events, as after a long absence, leads to one reading of each list. */
const SETTLE_MS = 250;

const TRADE_LISTS = [...keys.journal, 'trades'];

type ReadAnew = (...queryKeys: QueryKey[]) => void;

/**
 * Brings the events of the stream into the query cache. What an event says in full is shown at once; what it only
 * announces is read anew. An event that comes twice changes nothing the second time.
 * @param schedule runs its argument later
 */
export function createCacheEvents(client: QueryClient, schedule: (due: () => void, ms: number) => void) {
  const stale = new Map<string, QueryKey>();
  const settle = () => {
    const queryKeys = [...stale.values()];
    stale.clear();
    for (const queryKey of queryKeys) invalidate(client, queryKey);
  };
  const readAnew: ReadAnew = (...queryKeys) => {
    if (stale.size === 0) schedule(settle, SETTLE_MS);
    for (const queryKey of queryKeys) stale.set(JSON.stringify(queryKey), queryKey);
  };
  return {
    onEvent: (frame: EventFrame): void => takeEvent(client, frame, readAnew),
    /** The events of the absence are no longer kept: everything on the page is read anew. */
    onReload: (): void => readAgain(client, () => true),
  };
}

/** The list of trades is left alone: reading up to 500 loaded pages again would move it under the reader. */
function invalidate(client: QueryClient, queryKey: QueryKey): void {
  const isPlain = queryKey !== keys.journal;
  readAgain(client, (query) => isPlain || query.queryKey[1] !== 'trades', queryKey);
}

/** What is being read for the first time may be of before the event: it is read once more when it is there. */
function readAgain(client: QueryClient, isMeant: (query: Query) => boolean, queryKey: QueryKey = []): void {
  const isFirst = (query: Query) => query.state.data === undefined && isMeant(query);
  const firsts = client.getQueryCache().findAll({ queryKey, predicate: isFirst, fetchStatus: 'fetching' });
  void client.invalidateQueries({ queryKey, predicate: isMeant });
  for (const query of firsts) {
    const again = () => client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    query.promise?.then(again, () => undefined);
  }
}

function takeEvent(client: QueryClient, frame: EventFrame, readAnew: ReadAnew): void {
  switch (frame.type) {
    case 'import.progress':
      showProgress(client, frame);
      break;
    case 'import.completed':
      showCompleted(client, frame);
      tradesChanged(client, readAnew);
      break;
    case 'import.undone':
      tradesChanged(client, readAnew);
      break;
    case 'coach.reflect':
      showMessage(client, frame);
      readAnew(keys.messages);
      break;
    case 'bias.tagged':
      readAnew(keys.journal, keys.messages);
      break;
    case 'account.updated':
      readAnew(keys.journal, keys.messages, keys.simulations);
      break;
    case 'digest.ready':
      readAnew(keys.digests);
      break;
    case 'simulation.completed':
      readAnew(frame.payload.tradeId === null ? keys.backtests : keys.simulationsOf(frame.payload.tradeId));
      break;
    case 'rule.breached':
      readAnew(keys.rules);
      break;
    case 'broker.status':
      readAnew(keys.brokers);
      break;
  }
}

/** Other trades: their list begins again at its first page. */
function tradesChanged(client: QueryClient, readAnew: ReadAnew): void {
  void client.resetQueries({ queryKey: TRADE_LISTS });
  readAnew(keys.journal, keys.imports, keys.accounts, keys.messages, keys.simulations);
}

function showProgress(client: QueryClient, { payload }: FrameOf<'import.progress'>): void {
  const { importId, done, ...rows } = payload;
  client.setQueryData<ImportDto>(keys.importOf(importId), (known) => {
    if (!known || known.status === 'done' || known.status === 'failed') return known;
    return { ...known, rows, status: done ? 'scoring' : 'running' };
  });
}

function showCompleted(client: QueryClient, { payload, ts }: FrameOf<'import.completed'>): void {
  client.setQueryData<ImportDto>(
    keys.importOf(payload.importId),
    (known) => known && { ...known, rows: payload.rows, status: 'done', finishedAt: ts },
  );
}

function showMessage(client: QueryClient, { payload, ts }: FrameOf<'coach.reflect'>): void {
  const { messageId: id, decisionId, label, text, cta } = payload;
  const facts = CoachFacts.catch({}).parse(payload.facts);
  addMessages(client, { id, role: 'coach', text, facts, cta, decisionId, label, createdAt: ts });
}
