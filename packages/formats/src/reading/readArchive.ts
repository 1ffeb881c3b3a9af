import { strFromU8, unzipSync } from 'fflate';
import { MAX_FILE_BYTES } from '../limits.ts';

export interface ArchiveFile {
  name: string;
  bytes: Uint8Array;
}

/** Every zip, and so every xlsx, begins with these two letters. */
export function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] ?? 9) < 8;
}

/**
 * The files of a zip archive in the order of their names; `too-large` when they would unpack to more than an
 * upload may have, `bad-container` when the archive is broken.
 */
export function readArchive(bytes: Uint8Array): ArchiveFile[] | 'too-large' | 'bad-container' {
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        const isWanted = !name.endsWith('/') && !name.startsWith('__MACOSX/') && !/(?:^|\/)\./.test(name);
        if (isWanted) total += originalSize;
        return isWanted && total <= MAX_FILE_BYTES;
      },
    });
    if (total > MAX_FILE_BYTES) return 'too-large';
    return Object.entries(files)
      .map(([name, content]) => ({ name, bytes: content }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return 'bad-container';
  }
}

export function textOf(files: readonly ArchiveFile[], name: string): string | null {
  const file = files.find((candidate) => candidate.name === name);
  return file ? strFromU8(file.bytes) : null;
}
