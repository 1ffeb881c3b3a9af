import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleScript } from '../../../../packages/launcher/bin/bundleScript.js';

const HERE = dirname(fileURLToPath(import.meta.url));
/** Inside node_modules, so that the packages which stay outside the bundle are found. */
const BUNDLES = join(HERE, '../../../../node_modules/.cache/twin-tests');

export interface TestProcess {
  /** Resolves when the process first prints the text. */
  says(text: string): Promise<void>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Runs a TypeScript file, named from here, as a process of its own, which a test may kill. */
export async function startProcess(
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<TestProcess> {
  const script = await bundled(file);
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return { says: (text) => untilPrinted(child, text), kill: () => killed(child) };
}

/** Makes JavaScript of a TypeScript file, named from here. @returns its path */
export async function bundled(file: string): Promise<string> {
  await mkdir(BUNDLES, { recursive: true });
  const script = join(BUNDLES, basename(file).replace(/\.ts$/, '.mjs'));
  await bundleScript({
    entryPoints: [join(HERE, file)],
    outfile: script,
    packages: 'bundle',
    conditions: ['twin-source'],
    external: [
      '@fastify/*',
      '@node-rs/*',
      '@prisma/*',
      'bullmq',
      'fastify',
      'ioredis',
      'pg',
      'pino',
      'prom-client',
      'zod',
    ],
    logLevel: 'error',
  });
  return script;
}

function untilPrinted(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.includes(text)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the process ended with ${code} before it said ${text}`)));
  });
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await ended;
}
