import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, type ProcessIdentity, stopProcess } from './processTable.ts';

/** A program that is kept running. */
export interface ProgramSpec {
  name: string;
  /** Absolute path of the script. */
  script: string;
  env: NodeJS.ProcessEnv;
  /** What it prints goes here, not to the terminal. */
  logPath: string;
}

export interface SupervisorEvents {
  /** A program ended by itself and is started again after the wait. */
  crashed(name: string, status: string, waitMs: number): void;
  /** The set of running processes changed; never rejects. */
  changed(running: ProcessIdentity[]): Promise<void>;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A program that lived this long starts again with the first wait. */
const HEALTHY_MS = 60_000;
/** How long a program may take to finish what it is doing before it is killed. */
const STOP_GRACE_MS = 10_000;

/** Starts programs, each in a process group of its own, starts them again when they crash, and stops all. */
export class Supervisor {
  readonly #events: SupervisorEvents;
  readonly #stopGraceMs: number;
  readonly #running = new Map<string, ProcessIdentity>();
  readonly #ended = new Map<string, number>();
  readonly #launching = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(events: SupervisorEvents, stopGraceMs = STOP_GRACE_MS) {
    this.#events = events;
    this.#stopGraceMs = stopGraceMs;
  }

  async start(spec: ProgramSpec): Promise<void> {
    await this.#tracked(this.#launch(spec, FIRST_WAIT_MS));
  }

  /** How often the program has ended by itself. */
  crashes(name: string): number {
    return this.#ended.get(name) ?? 0;
  }

  /** Asks every program to end, kills those that do not, and returns when no process of theirs is left. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.allSettled(this.#launching);
    await Promise.all(
      [...this.#running.values()].map((known) =>
        stopProcess(known, { signal: 'SIGTERM', graceMs: this.#stopGraceMs, group: true }),
      ),
    );
  }

  async #launch(spec: ProgramSpec, waitMs: number): Promise<void> {
    const begun = performance.now();
    const child = await spawnLogged(spec);
    const ended = new Promise<string>((done) => {
      child.once('exit', (code, signal) => done(signal ?? `status ${code}`));
      child.once('error', (error) => done(error.message));
    });
    const known = child.pid === undefined ? null : await identify(child.pid);
    if (known) {
      this.#running.set(spec.name, known);
      await this.#events.changed([...this.#running.values()]);
    }
    void ended.then((status) => this.#afterExit(spec, status, performance.now() - begun, waitMs));
  }

  async #afterExit(spec: ProgramSpec, status: string, livedMs: number, lastWaitMs: number): Promise<void> {
    this.#running.delete(spec.name);
    if (this.#stopping.signal.aborted) return;
    this.#ended.set(spec.name, this.crashes(spec.name) + 1);
    const waitMs = livedMs >= HEALTHY_MS ? FIRST_WAIT_MS : lastWaitMs;
    this.#events.crashed(spec.name, status, waitMs);
    await delay(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    if (this.#stopping.signal.aborted) return;
    const nextMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    // A launch fails before there is a process, e.g. when its log cannot be opened: tried again like a crash.
    await this.#tracked(this.#launch(spec, nextMs)).catch((error: Error) =>
      this.#afterExit(spec, error.message, 0, nextMs),
    );
  }

  /** A stop waits for a launch that is under way, so that nothing starts behind its back. */
  async #tracked(launch: Promise<void>): Promise<void> {
    this.#launching.add(launch);
    await launch.finally(() => this.#launching.delete(launch));
  }
}

async function spawnLogged(spec: ProgramSpec): Promise<ChildProcess> {
  const log = await open(spec.logPath, 'a', 0o600);
  try {
    return spawn(process.execPath, [spec.script], {
      env: spec.env,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
  } finally {
    await log.close();
  }
}
