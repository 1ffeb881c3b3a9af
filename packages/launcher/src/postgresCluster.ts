import { execFile } from 'node:child_process';
import { chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { findCluster, newClusterPath, noteCluster, originOf } from './clusterPlace.ts';
import type { DataFolder } from './dataFolder.ts';
import {
  makeSystemFolder,
  type PostgresBinaries,
  postgresBinaries,
  SYSTEM_FOLDER,
} from './postgresBinaries.ts';
import { StartError } from './StartError.ts';
import { type ServerAccount, serverAccount } from './serverAccount.ts';

const run = promisify(execFile);

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
  const found = await findCluster(folder, usual);
  const path = found ?? (await newClusterPath(folder, usual));
  const account = usual && (await ownerOf(path, usual));
  const cluster = { path, binaries: await postgresBinaries(account), account };
  if (found === null) await create(cluster, admin);
  await noteCluster(folder, path);
  return cluster;
}

/** Removes a cluster's files, wherever they are; its server must have been stopped. */
export async function removeCluster(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await rm(originOf(path), { force: true });
}

/** Root takes up a folder that an ordinary account began, as that account. */
async function ownerOf(path: string, usual: ServerAccount): Promise<ServerAccount> {
  const owner = await stat(path).catch(() => null);
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : usual;
}

/** Makes the cluster beside and renames it, so that a start that was cut short leaves nothing half made. */
async function create(cluster: Cluster, admin: { user: string; password: string }): Promise<void> {
  const partial = `${cluster.path}.new`;
  const passwordFile = `${cluster.path}.password`;
  if (dirname(cluster.path) === SYSTEM_FOLDER) await makeSystemFolder();
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
