import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SIZE_BYTES = 8 * 1024 * 1024;

/** The folder of uploads as a small file system of its own that can be full, where this account may mount one. */
export class Disk {
  readonly canBeFull: boolean;
  private readonly path: string;

  private constructor(path: string, canBeFull: boolean) {
    this.path = path;
    this.canBeFull = canBeFull;
  }

  static async at(path: string): Promise<Disk> {
    await mkdir(path, { recursive: true });
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_BYTES},mode=700`, 'tmpfs', path]);
    return new Disk(path, mount.status === 0);
  }

  /** Until `clear`, no byte more fits. */
  async fill(): Promise<void> {
    // The write that fails has taken what was left.
    await writeFile(this.filler, Buffer.alloc(SIZE_BYTES)).catch(() => undefined);
  }

  async clear(): Promise<void> {
    await rm(this.filler, { force: true });
  }

  async close(): Promise<void> {
    if (this.canBeFull) spawnSync('umount', ['-l', this.path]);
  }

  private get filler(): string {
    return join(this.path, 'full');
  }
}
