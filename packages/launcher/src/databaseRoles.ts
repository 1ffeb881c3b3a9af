import pg from 'pg';
import { StartError } from './StartError.ts';

/** Owns the schema and runs migrations; no superuser. */
export const OWNER_ROLE = 'twin_owner';
/** What api and worker connect as: no superuser, no BYPASSRLS, owner of nothing. */
export const APP_ROLE = 'twin_app';
/** The database of the embedded server. */
export const DATABASE = 'twin';

const WRONG_PASSWORD = '28P01';

/**
 * Makes the roles that are absent. A role that is there must have the given password and no way round
 * row-level security: it may serve another installation, so it is never changed. Needs a superuser or a
 * role with CREATEROLE; running it again changes nothing.
 */
export async function provisionRoles(
  adminUrl: string,
  passwords: { owner: string; app: string },
): Promise<void> {
  const roles = [
    [OWNER_ROLE, passwords.owner],
    [APP_ROLE, passwords.app],
  ] as const;
  await connected(urlFor(adminUrl, { database: 'postgres' }), async (client) => {
    for (const [role, password] of roles) {
      const { rows } = await client.query<{ rolsuper: boolean; rolbypassrls: boolean }>(
        'SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = $1',
        [role],
      );
      const known = rows[0];
      if (known?.rolsuper || known?.rolbypassrls) throw tooStrong(role);
      if (known) await provePassword(adminUrl, role, password);
      else await createRole(client, role, password);
    }
  });
}

/** Makes the database of the address, unless it is there, and lets the two roles do their part in it. */
export async function provisionDatabase(adminUrl: string): Promise<void> {
  const database = decodeURIComponent(new URL(adminUrl).pathname.slice(1));
  await connected(urlFor(adminUrl, { database: 'postgres' }), async (client) => {
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    const name = client.escapeIdentifier(database);
    if (known.rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
    await client.query(`GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${name} TO ${OWNER_ROLE}`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${APP_ROLE}`);
  });
  await connected(adminUrl, async (client) => {
    await client.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${OWNER_ROLE}`);
  });
}

/** The same server as another role, or another database of it. */
export function urlFor(url: string, other: { role?: string; password?: string; database?: string }): string {
  const result = new URL(url);
  if (other.role !== undefined) result.username = other.role;
  if (other.password !== undefined) result.password = encodeURIComponent(other.password);
  if (other.database !== undefined) result.pathname = `/${encodeURIComponent(other.database)}`;
  return result.toString();
}

async function createRole(client: pg.Client, role: string, password: string): Promise<void> {
  const secret = client.escapeLiteral(password);
  await client.query(`CREATE ROLE ${role} LOGIN PASSWORD ${secret}`).catch((error: Error) => {
    throw new StartError(
      `the role ${role} cannot be made: ${error.message}`,
      'give DATABASE_URL a role with CREATEROLE, or make the two roles yourself and set DATABASE_URL ' +
        `(${APP_ROLE}) and DATABASE_OWNER_URL (${OWNER_ROLE})`,
      error,
    );
  });
}

async function provePassword(adminUrl: string, role: string, password: string): Promise<void> {
  const client = new pg.Client({
    connectionString: urlFor(adminUrl, { role, password, database: 'postgres' }),
  });
  try {
    await client.connect();
  } catch (error) {
    if ((error as { code?: string }).code !== WRONG_PASSWORD) throw unreachable(error as Error);
    throw new StartError(
      `the server's role ${role} has another password than this data folder knows`,
      'use the data folder that made it, or set DATABASE_URL and DATABASE_OWNER_URL with the right passwords',
      error,
    );
  } finally {
    await client.end();
  }
}

function tooStrong(role: string): StartError {
  return new StartError(
    `the server's role ${role} may pass row-level security`,
    `run: ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS`,
  );
}

function unreachable(error: Error): StartError {
  return new StartError(
    `the database server cannot be reached: ${error.message}`,
    'check DATABASE_URL and that the server accepts connections from here',
    error,
  );
}

async function connected(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect().catch((error: Error) => {
      throw unreachable(error);
    });
    await work(client);
  } finally {
    await client.end();
  }
}
