import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './command.js';
import { leanPackages } from './leanPackages.js';

/** The rooms whose programs are joined, and what each of those starts with beside its threads. */
const ROOMS = [
  { room: 'packages/cli', entries: ['main.js'] },
  { room: 'packages/launcher', entries: ['start.js'] },
  { room: 'apps/bff', entries: ['server.js', 'worker.js', 'migrate.js'] },
];
/** Where the programs are started from. */
export const PROGRAMS = ROOMS.map(({ room }) => `${room}/out`);

/** What stays a package: code of the machine, and what is loaded only where it is set up. */
const PACKAGES = [
  ...['@node-rs/argon2', 'bufferutil', 'utf-8-validate', 'msgpackr-extract', 'pg-native'],
  ...['@aws-sdk/*', '@opentelemetry/sdk-*', '@opentelemetry/exporter-*', '@opentelemetry/resources'],
  ...['ccxt', 'nodemailer'],
];

/** CommonJS code asks for these. */
const COMMON_JS = `import * as $module from 'node:module';
import * as $url from 'node:url';
const require = $module.createRequire(import.meta.url);
const __filename = $url.fileURLToPath(import.meta.url);
const __dirname = $url.fileURLToPath(new URL('.', import.meta.url));`;

/**
 * Joins each program, and each of its threads, with what it imports (ADR 30). What is compiled to dist/x.js is then
 * run from out/x.js, so that files are found at the same distance from both.
 */
export async function bundlePrograms() {
  const { build } = await import('esbuild');
  for (const { room, entries } of ROOMS) {
    const [compiled, out] = [join(ROOT, room, 'dist'), join(ROOT, room, 'out')];
    rmSync(out, { recursive: true, force: true });
    await build({
      entryPoints: [...entries, ...threadsIn(compiled)].map((file) => join(compiled, file)),
      outbase: compiled,
      outdir: out,
      bundle: true,
      splitting: true,
      platform: 'node',
      target: 'node20.19',
      format: 'esm',
      mainFields: ['module', 'main'],
      external: PACKAGES,
      // Code is kept in memory as it is written; names stay, for whoever reads a stack trace.
      minifyWhitespace: true,
      lineLimit: 120,
      legalComments: 'none',
      banner: { js: COMMON_JS },
      plugins: [ownCode(compiled, out), leanPackages],
      logLevel: 'error',
    });
  }
}

/** @param {string} compiled */
function threadsIn(compiled) {
  return readdirSync(compiled, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('Thread.js'),
  );
}

/**
 * Our own files keep their addresses, from which they find others, though their code moves into another file. And
 * they are written in ASCII: one letter beyond doubles the memory of all the code that it is joined with.
 *
 * @param {string} compiled
 * @param {string} out
 * @returns {import('esbuild').Plugin}
 */
function ownCode(compiled, out) {
  const ours = /[/\\](apps[/\\]bff|packages[/\\]\w+|prisma)[/\\]dist[/\\].*\.js$/;
  /** @param {string} path */
  const addressOf = (path) => {
    const inside = relative(compiled, path);
    return relative(out, inside.startsWith('..') ? path : join(out, inside)).replaceAll('\\', '/');
  };
  return {
    name: 'own-code',
    setup({ onLoad }) {
      onLoad({ filter: ours }, ({ path }) => ({
        contents: inAscii(readFileSync(path, 'utf8')).replaceAll(
          'import.meta.url',
          `new URL(${JSON.stringify(addressOf(path))}, import.meta.url).href`,
        ),
        resolveDir: dirname(path),
      }));
    },
  };
}

/** @param {string} code */
function inAscii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
