import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const TWIN = fileURLToPath(new URL('../../../cli/bin/twin.js', import.meta.url));

/** A `twin` command that is under way. */
export interface TwinProcess {
  child: ChildProcess;
  pid: number;
  ended: Promise<{ status: number | null; text: string }>;
}

/** Starts `twin` as a person would; the environment's own database and data folder are left out. */
export function startTwin(args: string[], more: Record<string, string> = {}): TwinProcess {
  const { DATABASE_URL, DATA_DIR, ...env } = process.env;
  const child = spawn(process.execPath, [TWIN, ...args], {
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += String(part)));
  const ended = new Promise<{ status: number | null; text: string }>((done) => {
    child.once('close', (status) => done({ status, text }));
  });
  return { child, pid: child.pid ?? 0, ended };
}

/** Runs `twin` to its end. */
export async function twin(
  args: string[],
  more: Record<string, string> = {},
): Promise<{ status: number | null; text: string }> {
  return startTwin(args, more).ended;
}
