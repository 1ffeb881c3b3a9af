import type { Database } from './database.ts';
import type { DataFolder } from './dataFolder.ts';
import type { Settings } from './settings.ts';

export type Program = 'api' | 'worker' | 'migrate';

/** Heap and young-generation sizes: small when idle, with room for each program's largest page or batch. */
export const NODE_OPTIONS: Readonly<Record<Program, string>> = {
  api: '--max-old-space-size=256 --max-semi-space-size=2',
  worker: '--max-old-space-size=320 --max-semi-space-size=8',
  migrate: '--max-old-space-size=256',
};

/** By default glibc keeps freed memory in up to 8 heaps per core. */
export const MALLOC_ARENA_MAX = '2';

/**
 * The environment of the started programs. Everything the person set is passed on; the launcher sets:
 *
 * | name | for | value |
 * |---|---|---|
 * | NODE_ENV | all | `production`, unless set |
 * | DATABASE_URL | all | connection of the app role `twin_app` (no superuser, no BYPASSRLS) |
 * | DATABASE_OWNER_URL | migrate | connection of the schema's owner `twin_owner` |
 * | HOST | api | where to listen |
 * | PORT | api, worker | where the api listens, for the links in letters too |
 * | DATA_DIR | all | absolute path of the data folder; `objects/` below it is the object store |
 * | APP_SECRET_FILE | api, worker | absolute path of a file of 32 random bytes (base64url, 0600), from which the keys of cookies and hashes are derived; left out when APP_SECRET or APP_SECRET_FILE is set |
 * | MASTER_KEYS_FILE | api, worker | absolute path of a file of master keys, the newest first, made like the one above; left out when MASTER_KEYS, MASTER_KEYS_FILE or KMS_KEY_ID is set |
 * | WEB_DIR | api | absolute path of the static web files; absent when the web app is not built |
 * | DEMO | all | `on` with the embedded database unless set; never set with DATABASE_URL |
 * | NODE_OPTIONS | all | heap limits, before what the person set |
 * | MALLOC_ARENA_MAX | all | `2`, unless set: by default glibc keeps freed memory in up to 8 heaps per core |
 */
export function childEnv(
  program: Program,
  given: {
    settings: Settings;
    folder: DataFolder;
    database: Database;
    port: number;
    secretPath: string;
    masterKeysPath: string;
    webDir?: string;
  },
): NodeJS.ProcessEnv {
  const { settings, folder, database } = given;
  const inherited = settings.environment;
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: 'production',
    MALLOC_ARENA_MAX,
    ...(database.embedded ? { DEMO: 'on' } : {}),
    ...(inherited['APP_SECRET'] ? {} : { APP_SECRET_FILE: given.secretPath }),
    ...(inherited['MASTER_KEYS'] || inherited['KMS_KEY_ID']
      ? {}
      : { MASTER_KEYS_FILE: given.masterKeysPath }),
    ...inherited,
    DATABASE_URL: database.appUrl,
    DATA_DIR: folder.path,
    NODE_OPTIONS: [NODE_OPTIONS[program], inherited['NODE_OPTIONS']].filter(Boolean).join(' '),
  };
  delete env['DATABASE_OWNER_URL'];
  if (program === 'migrate') env['DATABASE_OWNER_URL'] = database.ownerUrl;
  if (program !== 'migrate') env['PORT'] = String(given.port);
  if (program === 'api') {
    env['HOST'] = settings.host;
    if (given.webDir) env['WEB_DIR'] = given.webDir;
  }
  return env;
}
