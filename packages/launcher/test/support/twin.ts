import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const TWIN = fileURLToPath(new URL('../../../cli/bin/twin.js', import.meta.url));

/** Runs `twin` as a person would; the environment's own database and data folder are left out. */
export async function twin(
  args: string[],
  more: Record<string, string> = {},
): Promise<{ status: number | null; text: string }> {
  const { DATABASE_URL, DATA_DIR, ...env } = process.env;
  const child = spawn(process.execPath, [TWIN, ...args], {
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += String(part)));
  const status = await new Promise<number | null>((done) => child.once('close', done));
  return { status, text };
}
