import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from './StartError.ts';

/** What the person asked for on the command line or in the environment; the command line wins. */
export interface Settings {
  host: string;
  /** 0 takes any free port. */
  port: number;
  dataDir: string;
  /** Connection string of the person's own server; absent means the embedded one. */
  databaseUrl?: string;
  /** The schema owner's connection; only with `databaseUrl`. */
  databaseOwnerUrl?: string;
  /** Where stored files lie instead of the data folder. */
  bucket?: string;
  /** Handed on to api and worker beside what childEnv.ts sets. */
  environment: NodeJS.ProcessEnv;
}

export const USAGE = `npm start -- [options]
  --port N         port of the app (PORT; 4180)
  --host ADDRESS   address to listen on (HOST; 127.0.0.1, this machine only)
  --data-dir DIR   where everything is kept (DATA_DIR; .data)
DATABASE_URL       an own PostgreSQL server instead of the built-in one`;

/** Reads the settings; the only place of the launcher that knows the environment's names. */
export function readSettings(args: string[], env: NodeJS.ProcessEnv): Settings {
  const { values } = parseFlags(args);
  const databaseUrl = databaseAddress(env['DATABASE_URL'], 'DATABASE_URL');
  const databaseOwnerUrl = databaseAddress(env['DATABASE_OWNER_URL'], 'DATABASE_OWNER_URL');
  if (databaseOwnerUrl && !databaseUrl) {
    throw new StartError('DATABASE_OWNER_URL is set without DATABASE_URL', 'set both, or neither');
  }
  return {
    host: values.host ?? (env['HOST'] || '127.0.0.1'),
    port: portNumber(values.port ?? (env['PORT'] || '4180')),
    dataDir: resolve(values['data-dir'] ?? (env['DATA_DIR'] || '.data')),
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(databaseOwnerUrl ? { databaseOwnerUrl } : {}),
    ...(env['S3_BUCKET'] ? { bucket: env['S3_BUCKET'] } : {}),
    environment: env,
  };
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { port: { type: 'string' }, host: { type: 'string' }, 'data-dir': { type: 'string' } },
    });
  } catch (error) {
    throw new StartError((error as Error).message, `the options are:\n${USAGE}`, error);
  }
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new StartError(`"${text}" is not a port`, 'give a number from 1 to 65535, e.g. --port 4180');
}

function databaseAddress(text: string | undefined, name: string): string | undefined {
  if (!text) return undefined;
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol === 'postgresql:' || protocol === 'postgres:') return text;
  // The value itself is never shown: it holds a password.
  throw new StartError(
    `${name} is not a PostgreSQL address`,
    'give it as postgresql://user:password@host:5432/database',
  );
}
