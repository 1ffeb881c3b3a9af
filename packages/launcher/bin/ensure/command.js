import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's folder. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** A step that could not be done, and what the person can do about it. */
export class StepFailure extends Error {
  /**
   * @param {string} message
   * @param {string} fix
   */
  constructor(message, fix) {
    super(message);
    this.fix = fix;
  }
}

/**
 * Runs a program quietly and prints when it begins and ends; its output is shown only when it fails.
 *
 * @param {{ title: string, program: string, args: string[], fix: string, env?: Record<string, string> }} step
 */
export async function runStep({ title, program, args, fix, env = {} }) {
  const begun = performance.now();
  console.log(`${title} …`);
  const { code, output } = await run(program, args, env);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${title} ${code === 0 ? 'done' : 'failed'} (${seconds} s)`);
  if (code === 0) return;
  const tail = output.trimEnd().split('\n').slice(-60).join('\n');
  throw new StepFailure(`${tail}\n\n${title} failed: ${program} ${args.join(' ')} ended with ${code}`, fix);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<{ code: number | string, output: string }>}
 */
function run(program, args, env) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.once('error', (error) => done({ code: error.message, output }));
    child.once('close', (code, signal) => done({ code: code ?? signal ?? 'no status', output }));
  });
}
