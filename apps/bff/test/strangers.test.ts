import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf, PASSWORD } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { historyRows } from './support/writtenHistory.ts';

type Schema = {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  minItems?: number;
  minLength?: number;
  minimum?: number;
  format?: string;
};
interface Operation {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  security: Record<string, unknown>[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

const database = await createTestDatabase();
const house = await createTestHouse(database);

const HEADER = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset,account,order_id,order_type';
const UNKNOWN = 'no-such-id';
/** Routes that act on the caller's own account as a whole, and end it or its sessions. */
const OF_ONESELF = ['/v1/auth/logout', '/v1/privacy/delete'];

let operations: Operation[] = [];
let victim: Person;
let stranger: Person;
/** One id of every kind of thing that the victim has, by table. */
let ids: Record<string, string> = {};

beforeAll(async () => {
  [victim, stranger] = [await registerPerson(house), await registerPerson(house)];
  await victim.importFile([HEADER, ...historyRows({ fills: 200 })].join('\n'));
  await victim.export();
  await victim.browser.send('POST', '/v1/coach/messages', { text: 'How am I doing?' });
  const [first] = (await victim.get<{ items: { decisionId: string }[] }>('/v1/trades')).items;
  await victim.browser.send('POST', '/v1/simulations', { kind: 'hold', decisionId: first?.decisionId });
  operations = await readOperations();
  ids = await idsOf(victim.id);
}, 120_000);

async function readOperations(): Promise<Operation[]> {
  const { paths } = (await victim.browser.send('GET', '/openapi.json')).json<{
    paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>;
  }>();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase() as Operation['method'],
    })),
  );
}

async function tenantTables(): Promise<string[]> {
  const rows = await query<{ name: string }>(
    database.adminUrl,
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'userId'
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

async function idsOf(userId: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of await tenantTables()) {
    const rows = await query<{ id?: string }>(
      database.adminUrl,
      `SELECT to_jsonb(t) ->> 'id' AS id FROM "${table}" t WHERE "userId" = $1 LIMIT 1`,
      [userId],
    );
    if (rows[0]?.id) found[table] = rows[0].id;
  }
  return found;
}

/** Everything of a person but when their session was last seen. */
async function everythingOf(userId: string): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const table of await tenantTables()) {
    const rows = await query<{ row: string }>(
      database.adminUrl,
      `SELECT (to_jsonb(t) - 'lastSeenAt' - 'idleExpiresAt')::text AS row FROM "${table}" t
       WHERE "userId" = $1 ORDER BY 1`,
      [userId],
    );
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

/** A small value of the shape; fields that name something else by its id get the given one. */
function sampleOf(schema: Schema, id: string, name = ''): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return sampleOf(choice, id, name);
  if (schema.properties) {
    const wanted = Object.keys(schema.properties).filter(
      (key) => schema.required?.includes(key) || /Ids?$/.test(key),
    );
    return Object.fromEntries(wanted.map((key) => [key, sampleOf(schema.properties?.[key] ?? {}, id, key)]));
  }
  if (schema.type === 'array') return [sampleOf(schema.items ?? {}, id, name)];
  if (schema.type === 'number' || schema.type === 'integer') return schema.minimum ?? 1;
  if (schema.type === 'boolean') return true;
  if (/Ids?$/.test(name)) return id;
  if (schema.format === 'date-time') return '2026-01-01T00:00:00.000Z';
  return 'a quiet river under old stones'.slice(0, Math.max(12, schema.minLength ?? 0));
}

function bodyOf(operation: Operation, id: string): object | undefined {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return schema && (sampleOf(schema, id) as object);
}

/** What an answer says, without what is new in each. */
function said(answer: { statusCode: number; body: string }): string {
  return `${answer.statusCode} ${answer.body.replace(/"requestId":"[^"]*"/, '')}`;
}

async function call(person: Person, operation: Operation, id: string) {
  const path = withId(operation.path, encodeURIComponent(id));
  return person.browser.send(operation.method, path, bodyOf(operation, id));
}

describe('to a stranger', () => {
  it('every id of another person answers exactly like one that does not exist, on every route of the API', async () => {
    expect(Object.keys(ids).length).toBeGreaterThan(10);
    const before = await everythingOf(victim.id);
    const named = operations.filter(
      (each) => takesId(each.path) || JSON.stringify(bodyOf(each, UNKNOWN) ?? '').includes(UNKNOWN),
    );
    expect(named.length).toBeGreaterThan(12);
    for (const operation of named) {
      const unknown = said(await call(stranger, operation, UNKNOWN));
      const name = `${operation.method} ${operation.path}`;
      if (takesId(operation.path) && !bodyOf(operation, UNKNOWN)) expect(unknown, name).toMatch(/^404 /);
      for (const [table, id] of Object.entries(ids)) {
        expect(said(await call(stranger, operation, id)).replaceAll(id, UNKNOWN), `${name} of ${table}`).toBe(
          unknown,
        );
      }
    }
    expect(await everythingOf(victim.id)).toEqual(before);
  }, 120_000);

  it('no list of any route shows anything of another person', async () => {
    const lists = operations.filter(
      ({ method, path }) => method === 'GET' && !path.includes('{') && path.startsWith('/v1/'),
    );
    expect(lists.length).toBeGreaterThan(10);
    const secrets = Object.entries(ids)
      .filter(([table]) => table !== 'Settings')
      .map(([, id]) => id);
    for (const operation of lists) {
      const { body } = await call(stranger, operation, UNKNOWN);
      for (const secret of [...secrets, victim.id]) expect(body, operation.path).not.toContain(secret);
    }
  });

  it('no route that needs a session answers without one, and every unsafe one needs the token', async () => {
    for (const operation of operations) {
      const path = withId(operation.path, UNKNOWN);
      const needsSession = operation.security.some((need) => 'session' in need);
      const bare = await house.app.inject({
        method: operation.method,
        url: path,
        headers: { host: 'localhost' },
      });
      const name = `${operation.method} ${operation.path}`;
      if (operation.method !== 'GET') expect(codeOf(bare), name).toBe('CSRF_MISMATCH');
      else if (needsSession) expect(codeOf(bare), name).toBe('UNAUTHENTICATED');
    }
  });

  it('fields that the API does not offer are not written, on any route (mass assignment)', async () => {
    const person = await registerPerson(house);
    const other = await registerPerson(house);
    const more = {
      id: 'chosen',
      userId: other.id,
      isDemo: true,
      passwordHash: 'chosen',
      createdAt: '2001-01-01T00:00:00.000Z',
      expiresAt: '2099-01-01T00:00:00.000Z',
      confirmedAt: '2001-01-01T00:00:00.000Z',
      dataVersion: 99_999,
    };
    const theirs = await everythingOf(other.id);
    for (const operation of operations.filter(
      (each) => each.requestBody && !OF_ONESELF.includes(each.path),
    )) {
      const body = { ...bodyOf(operation, UNKNOWN), ...more };
      await person.browser.send(operation.method, withId(operation.path, UNKNOWN), body);
    }
    expect(await everythingOf(other.id)).toEqual(theirs);
    const own = JSON.stringify(await everythingOf(person.id));
    for (const trace of ['chosen', '2001-01-01', '2099-01-01', '99999']) expect(own).not.toContain(trace);
    const [user] = await query(
      database.adminUrl,
      `SELECT "isDemo", "passwordHash" FROM "User" WHERE id = $1`,
      [person.id],
    );
    expect(user).toMatchObject({ isDemo: false, passwordHash: expect.stringMatching(/^\$argon2id\$/) });
    const again = await person.browser.send('POST', '/v1/auth/login', {
      email: (await query(database.adminUrl, `SELECT email FROM "User" WHERE id = $1`, [person.id]))[0]?.[
        'email'
      ],
      password: PASSWORD,
    });
    expect(again.statusCode).toBe(200);
  }, 120_000);
});

function takesId(path: string): boolean {
  return path.replace('{broker}', '').includes('{');
}

/** The path about that thing; a broker is named by a word that everyone knows, no id. */
function withId(path: string, id: string): string {
  return path.replace('{broker}', 'coinbase').replace(/\{\w+\}/g, id);
}
