import pg from 'pg';
import { StartError } from './StartError.ts';

/** Owns the schema and runs migrations; no superuser. */
export const OWNER_ROLE = 'twin_owner';
/** What api and worker connect as: no superuser, no BYPASSRLS, owner of nothing. */
export const APP_ROLE = 'twin_app';
/** The database of the embedded server. */
export const DATABASE = 'twin';

/**
 * Makes the two roles, or sets their passwords and takes away what they must not have. Needs a superuser or
 * a role with CREATEROLE; running it again changes nothing.
 */
export async function provisionRoles(
  adminUrl: string,
  passwords: { owner: string; app: string },
): Promise<void> {
  await asAdmin(adminUrl, async (client) => {
    for (const [role, password] of [
      [OWNER_ROLE, passwords.owner],
      [APP_ROLE, passwords.app],
    ] as const) {
      const known = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      const verb = known.rowCount === 0 ? 'CREATE' : 'ALTER';
      await client.query(
        `${verb} ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION ` +
          `PASSWORD ${client.escapeLiteral(password)}`,
      );
    }
  });
}

/** Makes the database, owned by the owner role, unless it is there. */
export async function provisionDatabase(adminUrl: string, database: string): Promise<void> {
  await asAdmin(adminUrl, async (client) => {
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    const name = client.escapeIdentifier(database);
    if (known.rowCount === 0) await client.query(`CREATE DATABASE ${name} OWNER ${OWNER_ROLE}`);
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${APP_ROLE}`);
  });
}

/** The same server and database as another role. */
export function urlFor(url: string, role: string, password: string, database?: string): string {
  const other = new URL(url);
  other.username = role;
  other.password = encodeURIComponent(password);
  if (database !== undefined) other.pathname = `/${database}`;
  return other.toString();
}

async function asAdmin(adminUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect().catch((error: Error) => {
    throw new StartError(
      `the database server cannot be reached: ${error.message}`,
      'check DATABASE_URL and that the server accepts connections from here',
      error,
    );
  });
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
