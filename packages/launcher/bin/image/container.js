import { spawn } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const READY_MS = 60_000;
/** As in a container: an account that owns nothing there, so that the root file system is as good as read-only. */
const NOBODY = 65_534;

/**
 * @typedef {{ name: string, ended: Promise<number | string>, stop: () => Promise<void>, output: () => string }} Container
 */

/**
 * Starts a program in the image's folder with this environment and no other.
 *
 * @param {{ name: string, program: string, args: string[], cwd: string, env: Record<string, string> }} given
 * @returns {Container}
 */
export function startContainer({ name, program, args, cwd, env }) {
  const account = process.getuid?.() === 0 && mayBeRunByAll(program) ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], ...account });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  /** @type {Promise<number | string>} */
  const ended = new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code, signal) => done(code ?? signal ?? 'no status'));
  });
  return {
    name,
    ended,
    output: () => output,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/**
 * An interpreter may lie in a home of its account alone.
 *
 * @param {string} program
 */
function mayBeRunByAll(program) {
  const parts = realpathSync(program).split('/');
  return parts.every((_, depth) => {
    const path = parts.slice(0, depth + 1).join('/') || '/';
    return (statSync(path).mode & 0o001) !== 0;
  });
}

/**
 * Waits until the address answers 200.
 *
 * @param {Container} container
 * @param {string} address
 */
export async function untilWell(container, address) {
  let status = null;
  void container.ended.then((ended) => {
    status = ended;
  });
  const deadline = performance.now() + READY_MS;
  while (status === null && performance.now() < deadline) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return;
    await delay(50);
  }
  throw new Error(`${container.name} is not well (${status ?? 'no answer'}):\n${container.output()}`);
}
