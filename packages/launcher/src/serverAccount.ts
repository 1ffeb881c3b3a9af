import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { StartError } from './StartError.ts';

const run = promisify(execFile);

/** The account that PostgreSQL runs under when the starter is root, which PostgreSQL refuses. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/** Debian's account of that name when there is one, else an account of our own. */
const ACCOUNTS = ['postgres', 'trading-twin'] as const;

/** Undefined when the starter is not root: then PostgreSQL runs as the starter. */
export async function serverAccount(): Promise<ServerAccount | undefined> {
  if (userInfo().uid !== 0) return undefined;
  for (const name of ACCOUNTS) {
    const account = await lookUp(name);
    if (account) return account;
  }
  await createAccount();
  const created = await lookUp('trading-twin');
  if (created) return created;
  throw new StartError(
    'PostgreSQL may not run as root, and an account for it could not be made',
    'start as an ordinary user, or run: useradd --system --no-create-home trading-twin',
  );
}

/** Whether the account can enter the folder, or execute the program, at `path`; true without an account. */
export async function canReach(account: ServerAccount | undefined, path: string): Promise<boolean> {
  if (!account) return true;
  try {
    await run('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...account, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

async function lookUp(name: string): Promise<ServerAccount | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function createAccount(): Promise<void> {
  try {
    await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'trading-twin']);
  } catch (error) {
    throw new StartError(
      'PostgreSQL may not run as root, and an account for it could not be made',
      'start as an ordinary user, or make the account by hand: useradd --system --no-create-home trading-twin',
      error,
    );
  }
}
