import { copyFile, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';

const LIMIT_BYTES = 16 * 1024 * 1024;
const LOOK_MS = 60_000;

/**
 * Looks after the logs of the folder once a minute until it is stopped. A log that has grown too large becomes
 * `NAME.log.1`, in place of the one before, so that each program keeps at most twice the limit and a minute's lines.
 * @returns ends it
 */
export function keepLogsSmall(folder: string, say: (line: string) => void): () => Promise<void> {
  let looking = Promise.resolve();
  const look = (): void => {
    looking = looking
      .then(() => putLogsAside(folder))
      .catch((error: unknown) => say(`The logs could not be put aside: ${(error as Error).message}`));
  };
  const timer = setInterval(look, LOOK_MS).unref();
  look();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

/**
 * Puts every log aside that is larger than the limit. The programs go on writing to the same, emptied file, which they
 * have opened to append; a line that comes between copying and emptying is lost.
 */
export async function putLogsAside(folder: string, limitBytes = LIMIT_BYTES): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.endsWith('.log') || (await stat(path)).size <= limitBytes) continue;
    await copyFile(path, `${path}.1`);
    await truncate(path);
  }
}
