import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePrograms, PROGRAMS } from './bundle.js';
import { ROOT, runStep } from './command.js';
import { digestOf, isStamped, stamp } from './stamp.js';

/** What is compiled to dist, lower ones first; the web app is built by Next.js instead. */
const TYPESCRIPT = [
  'packages/shared',
  'packages/engine',
  'packages/formats',
  'packages/cli',
  'packages/launcher',
  'prisma',
  'apps/bff',
];
const SHARED = ['package-lock.json', 'tsconfig.base.json'];
/** What makes programs of it. */
const BUNDLING = ['bundle.js', 'leanPackages.js'].map((name) => `packages/launcher/bin/ensure/${name}`);
const WEB = 'apps/web';

/**
 * Builds what changed since the last build.
 *
 * @param {{ force: boolean }} options
 */
export async function ensureBuilt({ force }) {
  await buildTypeScript(force);
  await buildWeb(force);
}

/** @param {boolean} force */
async function buildTypeScript(force) {
  const inputs = TYPESCRIPT.flatMap((project) => [
    `${project}/${project === 'prisma' ? 'seeds' : 'src'}`,
    `${project}/tsconfig.json`,
    `${project}/package.json`,
  ]);
  const digest = digestOf([...SHARED, ...BUNDLING, ...inputs], isSource);
  const outputs = [...TYPESCRIPT.map((project) => `${project}/dist`), ...PROGRAMS];
  const built = outputs.every((folder) => existsSync(join(ROOT, folder)));
  if (!force && built && isStamped('typescript', digest)) return;
  await runStep({
    title: 'Compiling TypeScript',
    program: process.execPath,
    args: ['node_modules/typescript/bin/tsc', '-b', ...TYPESCRIPT],
    fix: 'mend the errors above',
  });
  await bundlePrograms();
  stamp('typescript', digest);
}

/** @param {boolean} force */
async function buildWeb(force) {
  if (!hasFiles(`${WEB}/src/app`)) return;
  const own = readdirSync(join(ROOT, WEB), { withFileTypes: true })
    .filter((entry) => (entry.isFile() ? isOwnInput(entry.name) : ['src', 'public'].includes(entry.name)))
    .map((entry) => `${WEB}/${entry.name}`);
  const digest = digestOf([...SHARED, ...own, 'packages/shared/src', 'packages/engine/src'], isSource);
  if (!force && existsSync(join(ROOT, WEB, 'out', 'index.html')) && isStamped('web', digest)) return;
  await runStep({
    title: 'Building the web app',
    program: process.execPath,
    args: ['node_modules/next/dist/bin/next', 'build', WEB],
    env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
    fix: 'mend the errors above',
  });
  stamp('web', digest);
}

/** @param {string} name */
function isOwnInput(name) {
  // Written by the build itself.
  return name !== 'next-env.d.ts' && !name.endsWith('.tsbuildinfo');
}

/** @param {string} name */
function isSource(name) {
  return !/\.test\.tsx?$/.test(name);
}

/** @param {string} path */
function hasFiles(path) {
  return existsSync(join(ROOT, path)) && readdirSync(join(ROOT, path)).length > 0;
}
