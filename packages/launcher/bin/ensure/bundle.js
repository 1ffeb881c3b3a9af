import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './command.js';
import { leanPrisma } from './leanPrisma.js';

const COMPILED = join(ROOT, 'apps/bff/dist');
/** Where the programs are started from. */
export const PROGRAMS = join(ROOT, 'apps/bff/out');

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
 * Joins each program of apps/bff and each of its threads with what it imports (ADR 30). What is compiled to
 * dist/x.js is then run from out/x.js, so that files are found at the same distance from both.
 */
export async function bundlePrograms() {
  const { build } = await import('esbuild');
  rmSync(PROGRAMS, { recursive: true, force: true });
  await build({
    entryPoints: ['server.js', 'worker.js', 'migrate.js', ...threads()].map((file) => join(COMPILED, file)),
    outbase: COMPILED,
    outdir: PROGRAMS,
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
    plugins: [ownCode, leanPrisma],
    logLevel: 'error',
  });
}

function threads() {
  return readdirSync(COMPILED, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('Thread.js'),
  );
}

/**
 * Our own files keep their addresses, from which they find others, though their code moves into another file. And
 * they are written in ASCII: one letter beyond doubles the memory of all the code that it is joined with.
 *
 * @type {import('esbuild').Plugin}
 */
const ownCode = {
  name: 'own-code',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\](apps[/\\]bff|packages[/\\]\w+|prisma)[/\\]dist[/\\].*\.js$/ }, ({ path }) => ({
      contents: inAscii(readFileSync(path, 'utf8')).replaceAll(
        'import.meta.url',
        `new URL(${JSON.stringify(addressOf(path))}, import.meta.url).href`,
      ),
      resolveDir: dirname(path),
    }));
  },
};

/** @param {string} path */
function addressOf(path) {
  const inside = relative(COMPILED, path);
  const moved = inside.startsWith('..') ? path : join(PROGRAMS, inside);
  return relative(PROGRAMS, moved).replaceAll('\\', '/');
}

/** @param {string} code */
function inAscii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
