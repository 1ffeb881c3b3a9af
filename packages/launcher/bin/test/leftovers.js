import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What tools keep between runs on purpose. */
const CACHES = new Set(['node-compile-cache', 'node-jiti', 'jiti', 'v8-compile-cache']);
/** pytest's own folder. */
const KEPT = /^pytest-of-/;

/**
 * Gives the tests a temporary folder of their own and tells what is left in it, or still runs from it, when
 * they are through. All of it is cleared away afterwards.
 *
 * @template T
 * @param {(place: { env: { TMPDIR: string }, scratch: string }) => Promise<T>} work `scratch` is for reports
 * @returns {Promise<{ result: T, leftovers: string[] }>}
 */
export async function withTestFolder(work) {
  const outer = await mkdtemp(join(tmpdir(), 'twin-test-'));
  const folder = join(outer, 'tmp');
  await mkdir(folder);
  // PostgreSQL runs under an account of its own when the tests run as root, and has to get in.
  await Promise.all([chmod(outer, 0o755), chmod(folder, 0o755)]);
  try {
    const result = await work({ env: { TMPDIR: folder }, scratch: outer });
    const processes = await processesOf(folder);
    for (const { pid } of processes) process.kill(pid, 'SIGKILL');
    const files = (await readdir(folder)).filter((name) => !CACHES.has(name) && !KEPT.test(name));
    return {
      result,
      leftovers: [...processes.map(({ pid, command }) => `process ${pid} (${command})`), ...files],
    };
  } finally {
    await rm(outer, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Processes whose command, working folder or environment names the folder; none where there is no /proc.
 *
 * @param {string} folder
 * @returns {Promise<{ pid: number, command: string }[]>}
 */
async function processesOf(folder) {
  const pids = (await readdir('/proc').catch(() => []))
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [command, environment, cwd] = await Promise.all([
        readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
        readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
        readlink(`/proc/${pid}/cwd`).catch(() => ''),
      ]);
      const isOurs =
        command.includes(folder) || environment.includes(`TMPDIR=${folder}`) || cwd.startsWith(folder);
      return isOurs ? [{ pid, command: command.replaceAll('\0', ' ').trim() }] : [];
    }),
  );
  return found.flat();
}
