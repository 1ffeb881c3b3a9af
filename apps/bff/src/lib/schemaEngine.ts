import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { readSchema } from './migrationFiles.ts';

export type SchemaEngine = bindings.SchemaEngine;

/** Node has it, its types do not. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, unknown>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

const WASM = '@prisma/schema-engine-wasm/schema_engine_bg';

let loading: Promise<void> | null = null;

/**
 * Prisma's own schema engine as WebAssembly. Its package imports the .wasm as a module, which Node cannot
 * do without a flag, so it is instantiated by hand; Prisma's command line does the same with its copy.
 */
function load(): Promise<void> {
  loading ??= instantiate();
  return loading;
}

async function instantiate(): Promise<void> {
  const file = createRequire(import.meta.url)
    .resolve(WASM)
    .replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': bindings,
  });
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(message: string) {
        throw new Error(`Prisma's schema engine stopped: ${message}`);
      },
    },
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
}

/** Type numbers of PostgreSQL: the catalog's one-byte "char", and text. */
const CATALOG_CHAR = 18;
const TEXT = 25;

type Query = (config: pg.QueryArrayConfig) => Promise<pg.QueryArrayResult>;

/**
 * Prisma's adapter with two repairs. It cuts a script at every semicolon, those inside function bodies too: sent
 * whole, PostgreSQL reads it itself. And it refuses "char", which the engine reads from the catalog when it compares
 * schemas.
 */
function repairedAdapter(session: pg.Client): PrismaPg {
  const query: Query = session.query.bind(session);
  const charColumns = new WeakMap<unknown[], number[]>();
  const queryWithChars: Query = async (config) => {
    const result = await query(config);
    const found = result.fields.flatMap((field, index) => (field.dataTypeID === CATALOG_CHAR ? [index] : []));
    for (const field of result.fields) if (field.dataTypeID === CATALOG_CHAR) field.dataTypeID = TEXT;
    charColumns.set(result.rows, found);
    return result;
  };
  // It takes a pool alone. This one never connects, since all that is asked of it goes to the session.
  const factory = new PrismaPg(Object.assign(new pg.Pool(), { query: queryWithChars }));
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    return Object.assign(adapter, {
      queryRaw: async (asked: Parameters<typeof queryRaw>[0]) => {
        const answer = await queryRaw(asked);
        for (const index of charColumns.get(answer.rows) ?? []) {
          answer.columnTypes[index] = ColumnTypeEnum.Character;
        }
        return answer;
      },
      executeScript: async (script: string) => {
        await query({ text: withRecord(script), rowMode: 'array' }).catch((error: pg.DatabaseError) => {
          throw adapterError(error);
        });
      },
    });
  };
  return factory;
}

/**
 * A migration's script and the record that it is finished, which the engine would write only later and again does: as
 * one block, no statement of which may end the transaction that it runs in, both are kept or neither.
 */
function withRecord(script: string): string {
  const record = `UPDATE "_prisma_migrations" SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL`;
  return `DO ${pg.escapeLiteral(`BEGIN EXECUTE ${pg.escapeLiteral(script)}; ${record}; END`)}`;
}

/** An error in the only shape whose words the engine passes on. */
function adapterError(error: pg.DatabaseError): DriverAdapterError {
  const { code = '', severity = '', message, detail, column, hint } = error;
  const told = { code, severity, message, detail, column, hint };
  return new DriverAdapterError({ kind: 'postgres', ...told, originalCode: code, originalMessage: message });
}

/** Opens the engine on a connection of the schema's owner, hands it to the work and frees it. */
export async function withSchemaEngine<T>(
  session: pg.Client,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await load();
  const schema = await readSchema();
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(repairedAdapter(session)),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}
