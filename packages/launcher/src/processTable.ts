import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

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

/** Whether that very process, not a later one with the same number, still runs. */
export async function isRunning(known: ProcessIdentity): Promise<boolean> {
  return (await identify(known.pid))?.startedAt === known.startedAt;
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

/** Sends the signal, waits up to `graceMs`, then kills; the whole process group when `group` is set. */
export async function stopProcess(
  known: ProcessIdentity,
  options: { signal: NodeJS.Signals; graceMs: number; group: boolean },
): Promise<void> {
  const target = options.group ? -known.pid : known.pid;
  if (!(await isRunning(known))) {
    // A group outlives its leader; its number cannot be reused while a member is left.
    if (options.group && (await identify(known.pid)) === null) signal(target, 'SIGKILL');
    return;
  }
  signal(target, options.signal);
  const deadline = performance.now() + options.graceMs;
  while (performance.now() < deadline) {
    if (!(await isRunning(known))) return;
    await delay(20);
  }
  signal(target, 'SIGKILL');
  while (await isRunning(known)) await delay(20);
}

function signal(target: number, name: NodeJS.Signals): void {
  try {
    process.kill(target, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
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
  try {
    const { stdout } = await run('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)]);
    return stdout.trim() === '' ? null : stdout.trim();
  } catch {
    return null;
  }
}
