import { ANY_LABEL } from '@twin/shared/primitives/label';
import type { TradeSort } from '@twin/shared/primitives/tradeSort';
import { decodePlace, encodePlace } from '../../lib/keyset.ts';
import type { Reader } from '../../lib/reader.ts';
import type { TradeFilter } from './TradeRepo.ts';

export interface TradeListQuery {
  filter: TradeFilter;
  sort: TradeSort;
  order: 'asc' | 'desc';
  cursor?: string | undefined;
  limit: number;
  /** Tags of at least this confidence, and the surest so many of each decision. */
  tagsFrom: number;
  tagsAtMost: number;
}

interface Page {
  items: string;
  more: boolean;
  key: string | null;
  id: string | null;
}

interface SortColumn {
  expression: string;
  type: 'timestamptz' | 'text' | 'numeric';
}

const COLUMNS: Readonly<Record<TradeSort, SortColumn>> = {
  ts: { expression: 'ts', type: 'timestamptz' },
  symbol: { expression: 'symbol', type: 'text' },
  side: { expression: 'side', type: 'text' },
  qty: { expression: 'qty', type: 'numeric' },
  price: { expression: 'price', type: 'numeric' },
  value: { expression: 'qty * price', type: 'numeric' },
  fee: { expression: 'coalesce(fee, 0)', type: 'numeric' },
};

/** What a key of a cursor may look like, so that a foreign one is refused before the database reads it. */
const KEYS: Readonly<Record<SortColumn['type'], RegExp>> = {
  timestamptz: /^-?\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}$/,
  text: /^.*$/s,
  numeric: /^-?\d+(\.\d+)?$/,
};

/** The list that every screen begins with, built as JSON text by the database itself. */
export class TradeListRepo {
  private readonly reader: Reader;

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /** A page of TradeRow items as JSON text, in the order asked for. @throws AppError INVALID_INPUT on a foreign cursor */
  async page(userId: string, query: TradeListQuery): Promise<{ items: string; nextCursor: string | null }> {
    const values: unknown[] = [userId, query.limit, query.tagsFrom, query.tagsAtMost];
    const conditions = conditionsOf(query, values);
    const [page] = await this.reader.read<Page>(userId, {
      name: `trades:${query.sort}:${query.order}:${conditions.names.join()}`,
      text: statement(query, conditions.texts),
      values,
    });
    if (!page) return { items: '[]', nextCursor: null };
    const { items, more, key, id } = page;
    const hasNext = more && key !== null && id !== null;
    return { items, nextCursor: hasNext ? encodePlace({ sort: query.sort, key, id }) : null };
  }
}

/** Adds the filter's values to the list. Their set of names stands for the text, so few forms are planned. */
function conditionsOf({ filter, sort, order, cursor }: TradeListQuery, values: unknown[]) {
  const names: string[] = [];
  const texts: string[] = [];
  const add = (name: string, text: (place: string) => string, ...given: unknown[]) => {
    names.push(name);
    const places = given.map((value) => `$${values.push(value)}`);
    texts.push(`AND ${text(places.join(', '))}`);
  };
  const { since, until, symbol, account, label } = filter;
  if (since) add('since', (place) => `ts >= ${place}::timestamptz`, since.toISOString());
  if (until) add('until', (place) => `ts < ${place}::timestamptz`, until.toISOString());
  if (symbol) add('symbol', (place) => `symbol = ${place}`, symbol);
  if (account) {
    const named = (place: string) =>
      `account = coalesce((SELECT key FROM "TradingAccount" WHERE "userId" = $1 AND name = ${place}), ${place})`;
    add('account', named, account);
  }
  if (label?.name === ANY_LABEL) {
    const tagged = () =>
      `"decisionId" IN (SELECT "tradeId" FROM "BiasTag" WHERE "userId" = $1 AND confidence >= $3)`;
    add('anyLabel', tagged);
  } else if (label) {
    const tagged = (place: string) => `"decisionId" IN (SELECT "tradeId" FROM "BiasTag"
      WHERE "userId" = $1 AND label = ${place} AND confidence >= $3)`;
    add('label', tagged, label.name);
  }
  if (cursor !== undefined) {
    const { expression, type } = COLUMNS[sort];
    const { key, id } = decodePlace(cursor, sort, KEYS[type]);
    const beyond = (places: string) => {
      const [at, last] = places.split(', ');
      return `(${expression}, id) ${order === 'desc' ? '<' : '>'} (${at}::${type}, ${last}::text)`;
    };
    add('cursor', beyond, key, id);
  }
  return { names, texts };
}

function statement({ sort, order }: TradeListQuery, conditions: readonly string[]): string {
  const { expression } = COLUMNS[sort];
  return `WITH page AS (
      SELECT *, row_number() OVER (ORDER BY "sortKey" ${order}, id ${order}) AS place FROM (
        SELECT *, ${expression} AS "sortKey" FROM "Trade"
        WHERE "userId" = $1 AND "deletedAt" IS NULL ${conditions.join(' ')}
        ORDER BY ${expression} ${order}, id ${order} LIMIT $2::int + 1
      ) AS first
    )
    SELECT coalesce(json_agg(json_build_object(
        'id', t.id, 'broker', t.broker, 'account', t.account, 'extId', t."extId", 'symbol', t.symbol,
        'instrument', t.instrument, 'side', t.side, 'qty', trim_scale(t.qty)::text,
        'price', trim_scale(t.price)::text, 'fee', trim_scale(coalesce(t.fee, 0))::text, 'feeAsset', t."feeAsset",
        'ts', to_char(t.ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'seq', t.seq,
        'orderId', t."orderId", 'orderType', t."orderType",
        'startPosition', trim_scale(t."startPosition")::text, 'settle', t.settle,
        'decisionId', t."decisionId",
        'tags', coalesce(tags.list, '[]'::json)
      ) ORDER BY t.place) FILTER (WHERE t.place <= $2::int), '[]'::json)::text AS items,
      count(*) > $2::int AS more,
      max(t."sortKey"::text) FILTER (WHERE t.place = $2::int) AS key, max(t.id) FILTER (WHERE t.place = $2::int) AS id
    FROM page AS t
    LEFT JOIN LATERAL (
      SELECT json_agg(json_build_object('id', b.id, 'label', b.label, 'confidence', b.confidence)
        ORDER BY b.confidence DESC, b.label) AS list
      FROM (
        SELECT id, label, confidence FROM "BiasTag"
        WHERE "tradeId" = t."decisionId" AND confidence >= $3::float8
        ORDER BY confidence DESC, label LIMIT $4::int
      ) AS b
    ) AS tags ON true`;
}
