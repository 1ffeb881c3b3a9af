import { execFile } from 'node:child_process';
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { DataFolder } from './dataFolder.ts';
import { type PostgresBinaries, postgresBinaries, SYSTEM_FOLDER } from './postgresBinaries.ts';
import { StartError } from './StartError.ts';
import { canReach, type ServerAccount, serverAccount } from './serverAccount.ts';

const run = promisify(execFile);
const VERSION = '18';

/** The files of one PostgreSQL server, and who runs what on them. */
export interface Cluster {
  path: string;
  binaries: PostgresBinaries;
  account: ServerAccount | undefined;
}

/** Finds the cluster of a data folder, or makes it with the given superuser. */
export async function openCluster(
  folder: DataFolder,
  admin: { user: string; password: string },
): Promise<Cluster> {
  const usual = await serverAccount();
  const path = await clusterPath(folder, usual);
  const account = usual && (await ownerOf(path, usual));
  const binaries = await postgresBinaries(account);
  const cluster = { path, binaries, account };
  const state = await inspect(path);
  if (state === 'absent') await create(cluster, folder, admin);
  return cluster;
}

/** Removes a cluster's files, wherever they are; its server must have been stopped. */
export async function removeCluster(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await rm(`${path}.origin`, { force: true });
}

/** An existing cluster stays where it is; a new one goes into the data folder if its account can get there. */
async function clusterPath(folder: DataFolder, account: ServerAccount | undefined): Promise<string> {
  const inside = join(folder.path, 'postgres');
  const outside = join(SYSTEM_FOLDER, folder.id);
  if ((await inspect(inside)) === 'whole') return inside;
  if (account && (await inspect(outside)) === 'whole') return outside;
  return (await canReach(account, folder.path)) ? inside : outside;
}

/** Root takes up a folder that an ordinary account began, as that account. */
async function ownerOf(path: string, usual: ServerAccount): Promise<ServerAccount> {
  const owner = await stat(path).catch(() => null);
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : usual;
}

async function inspect(path: string): Promise<'absent' | 'whole'> {
  const present = await readdir(path).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw new StartError(
      `the database folder ${path} cannot be read: ${error.message}`,
      'start as the account that made it, or choose another folder with --data-dir',
      error,
    );
  });
  if (present.length === 0) return 'absent';
  const version = (await readFile(join(path, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (version === VERSION && present.includes('global')) return 'whole';
  throw new StartError(
    version === '' || version === VERSION
      ? `the database folder ${path} is broken: parts of a PostgreSQL cluster are missing`
      : `the database folder ${path} was made by PostgreSQL ${version}; this version runs ${VERSION}`,
    'put the data folder back from a backup, or choose another one with --data-dir',
  );
}

/** Makes the cluster beside and renames it, so that a start that was cut short leaves nothing half made. */
async function create(
  cluster: Cluster,
  folder: DataFolder,
  admin: { user: string; password: string },
): Promise<void> {
  const partial = `${cluster.path}.new`;
  const passwordFile = `${cluster.path}.password`;
  await mkdir(dirname(cluster.path), { recursive: true });
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  await writeFile(passwordFile, admin.password, { mode: 0o600 });
  try {
    if (cluster.account) {
      const { uid, gid } = cluster.account;
      await Promise.all([chown(partial, uid, gid), chown(passwordFile, uid, gid)]);
    }
    await initialise(cluster, partial, passwordFile, admin.user);
    await rename(partial, cluster.path);
    // Outside the data folder nothing else tells whose database this is.
    if (dirname(cluster.path) === SYSTEM_FOLDER)
      await writeFile(`${cluster.path}.origin`, `${folder.path}\n`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initialise(cluster: Cluster, into: string, pwfile: string, user: string): Promise<void> {
  const flags = [
    `--pgdata=${into}`,
    `--username=${user}`,
    `--pwfile=${pwfile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Built-in collation: the order of text is the same on every machine and survives system upgrades.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ];
  try {
    await run(cluster.binaries.initdb, flags, {
      ...cluster.account,
      cwd: into,
      env: { LC_ALL: 'C' },
    });
  } catch (error) {
    await rm(into, { recursive: true, force: true });
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').slice(-3).join(' ');
    throw new StartError(
      `the database could not be made in ${into}: ${said || String(error)}`,
      'check free disk space and the rights on the folder, or choose another one with --data-dir',
      error,
    );
  }
}
