import { spawnSync } from 'node:child_process';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { identify, isRunning } from './processTable.ts';

const HAS_PS = spawnSync('ps', ['-o', 'lstart=', '-p', String(process.pid)]).status === 0;

/** Reads processes by `ps`, as everywhere but on Linux. */
function withoutProc(): void {
  const platform = process.platform;
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  onTestFinished(() => {
    Object.defineProperty(process, 'platform', { value: platform });
    vi.unstubAllEnvs();
  });
}

describe('the identity of a process', () => {
  it.skipIf(!HAS_PS)('stays the same when zone and language change (skipped without ps)', async () => {
    withoutProc();
    vi.stubEnv('TZ', 'Asia/Tokyo');
    vi.stubEnv('LC_ALL', 'en_US.UTF-8');
    const known = await identify(process.pid);
    expect(known).not.toBeNull();
    vi.stubEnv('TZ', 'America/New_York');
    vi.stubEnv('LC_ALL', 'C');
    expect(await identify(process.pid)).toEqual(known);
    expect(known && (await isRunning(known))).toBe(true);
  });
});
