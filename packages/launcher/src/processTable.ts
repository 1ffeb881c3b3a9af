import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** A killed process goes at once, unless the kernel holds it in a disk wait. */
const KILL_MS = 5_000;

/**
 * A process number is reused after its process has died, so a process is known by its number and the
 * moment it started. `startedAt` is opaque: clock ticks since boot on Linux, `ps` text elsewhere.
 */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/** The identity of a running process; null when there is none (a zombie counts as gone). */
export async function identify(pid: number): Promise<ProcessIdentity | null> {
  const startedAt = process.platform === 'linux' ? await linuxStart(pid) : await ps(pid, 'lstart');
  return startedAt === null ? null : { pid, startedAt };
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  const own = await identify(process.pid);
  if (own) return own;
  throw new Error('this process is not in the process table');
}

/** Whether that very process, not a later one with the same number, still runs. */
export async function isRunning(known: ProcessIdentity): Promise<boolean> {
  return (await identify(known.pid))?.startedAt === known.startedAt;
}

/** Whether both name one process. */
export function isSame(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.startedAt === other.startedAt;
}

/** The command line of a running process, arguments joined by spaces; null when there is none. */
export async function commandLine(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return ps(pid, 'args');
  try {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return text === '' ? null : text.split('\0').join(' ').trim();
  } catch {
    return null;
  }
}

/**
 * Sends the signal, waits up to `graceMs`, then kills. With `group` set it is about the whole process group,
 * which may outlive the process that leads it.
 */
export async function stopProcess(
  known: ProcessIdentity,
  options: { signal: NodeJS.Signals; graceMs: number; group: boolean },
): Promise<void> {
  const target = options.group ? -known.pid : known.pid;
  const current = await identify(known.pid);
  // The number of a group is not given to another process while a member is left.
  const isOurs = current ? current.startedAt === known.startedAt : options.group;
  if (!isOurs) return;
  // A dead process that its parent has not asked for yet still takes signals, so a single one is looked up.
  const isThere = options.group ? async () => send(target, 0) : () => isRunning(known);
  if (send(target, options.signal) && !(await endsWithin(options.graceMs, isThere))) {
    send(target, 'SIGKILL');
    await endsWithin(KILL_MS, isThere);
  }
}

async function endsWithin(waitMs: number, isThere: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  while (await isThere()) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

/** False when there is no such process or group; signal 0 only asks. */
function send(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function linuxStart(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; state is the first field after it, start time the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

async function ps(pid: number, column: 'lstart' | 'args'): Promise<string | null> {
  // A start is compared with what was read before, so it must not follow the zone or the language. A command line is
  // compared with a path, whose letters beyond ASCII the plain locale would hide.
  const fixed = column === 'lstart' ? ['TZ=UTC', 'LC_ALL=C'] : [];
  try {
    const { stdout } = await run('env', [...fixed, 'ps', '-ww', '-o', `${column}=`, '-p', String(pid)]);
    return stdout.trim() === '' ? null : stdout.trim();
  } catch {
    return null;
  }
}
