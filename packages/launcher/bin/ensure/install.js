import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runStep } from './command.js';
import { isStamped, stamp } from './stamp.js';

const LOCK = join(ROOT, 'package-lock.json');
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');

/**
 * Installs the npm packages when they are absent or older than package-lock.json. Install scripts are never
 * run: npm 11 skips them anyway, every package here works without, and the launcher completes the
 * PostgreSQL binaries itself, so every npm version leaves the same tree.
 */
export async function ensureInstalled() {
  const digest = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (isCurrent(digest)) return;
  const npm = process.env['npm_execpath'];
  await runStep({
    title: existsSync(INSTALLED) ? 'Updating packages' : 'Installing packages',
    program: npm ? process.execPath : 'npm',
    // Not `npm ci`, which would remove what is there first. `--no-save` leaves the lock file as it is.
    args: [...(npm ? [npm] : []), 'install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'],
    fix: 'check that the npm registry can be reached (npm ping); if it can, remove node_modules and run the command again',
  });
  stamp('install', digest);
}

/** @param {string} digest */
function isCurrent(digest) {
  if (!existsSync(INSTALLED)) return false;
  return isStamped('install', digest) || statSync(INSTALLED).mtimeMs >= statSync(LOCK).mtimeMs;
}
