import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';

export interface ServerSpec {
  name: string;
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  logPath: string;
}

const RESTART_MS = 500;

/** A program that dies by kill -9 whenever asked, and starts again. */
export class ServerProcess {
  readonly name: string;
  private readonly spec: ServerSpec;
  /** Why it ended by a signal that nobody here sent, or by an error that nothing caught. */
  readonly deaths: string[] = [];
  private child: ChildProcess | null = null;
  private isAsked = false;

  constructor(spec: ServerSpec) {
    this.spec = spec;
    this.name = spec.name;
  }

  start(): void {
    const log = openSync(this.spec.logPath, 'a');
    this.child = spawn(this.spec.command, this.spec.args, {
      env: this.spec.env,
      cwd: this.spec.cwd ?? process.cwd(),
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.isAsked = false;
    const logged = statSync(this.spec.logPath).size;
    this.child.once('exit', (_code, signal) => {
      if (this.isAsked) return;
      const cause = signal ?? this.crashSince(logged);
      if (cause !== null) this.deaths.push(cause);
      // As the starter would.
      setTimeout(() => this.start(), RESTART_MS);
    });
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Dies without anybody here having asked for it, and counts as such. */
  crash(): void {
    this.child?.kill('SIGKILL');
  }

  /** In order, as a deploy does. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** To a process that is still starting and does not listen yet, the signal would be its end: it is spared. */
  signal(signal: NodeJS.Signals): void {
    const pid = this.child?.pid;
    if (pid !== undefined && listensTo(pid, signal)) process.kill(pid, signal);
  }

  /** A process that cannot reach its database at the start says so and ends in order, which is no crash. */
  private crashSince(from: number): string | null {
    const said = readFileSync(this.spec.logPath).subarray(from).toString('utf8');
    return /^Node\.js v\d/m.test(said) ? said.slice(-1_500) : null;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.isAsked = true;
    const ended = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(late);
  }
}

function listensTo(pid: number, signal: NodeJS.Signals): boolean {
  if (!existsSync(`/proc/${pid}/status`)) return false;
  const caught = /^SigCgt:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  const bit = 1n << BigInt(constants.signals[signal] - 1);
  return caught !== undefined && (BigInt(`0x${caught}`) & bit) !== 0n;
}
