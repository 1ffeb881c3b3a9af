import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runStep, StepFailure } from './command.js';

/** Programs beyond npm packages: the room that needs each, where it is looked for, Debian's package. */
const TOOLS = [
  { room: 'apps/bff', programs: ['redis-server'], debian: 'redis-server' },
  { room: 'infra', programs: ['promtool'], debian: 'prometheus' },
  { room: 'e2e', programs: ['chromium', 'chromium-browser', 'google-chrome'], debian: 'chromium' },
];
const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Finds what the tests need, and installs it only as root on Debian; elsewhere the tests that need it are
 * skipped and say so by name.
 */
export async function ensureTestTools() {
  const missing = TOOLS.filter(
    ({ room, programs }) => existsSync(join(ROOT, room)) && !programs.some(isInstalled),
  ).map(({ debian }) => debian);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) {
    sayMissing(missing);
    return;
  }
  try {
    await withoutServices(() => install(missing));
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    console.log(error.message);
    sayMissing(missing);
  }
}

/** @param {string[]} missing */
async function install(missing) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const fix = `install by hand: apt-get install ${missing.join(' ')}`;
  await runStep({ title: 'Reading the package lists', program: 'apt-get', args: ['update', '-q'], env, fix });
  await runStep({
    title: `Installing ${missing.join(', ')}`,
    program: 'apt-get',
    args: ['install', '-q', '-y', '--no-install-recommends', ...missing],
    env,
    fix,
  });
}

/** @param {string[]} missing */
function sayMissing(missing) {
  console.log(`Not installed, so the tests that need it are skipped: ${missing.join(', ')}`);
}

/**
 * Debian starts a service when its package is installed; this file tells it not to.
 *
 * @param {() => Promise<void>} work
 */
async function withoutServices(work) {
  if (existsSync(POLICY)) return work();
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    rmSync(POLICY);
  }
}

/** @param {string} program */
export function isInstalled(program) {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;
}
