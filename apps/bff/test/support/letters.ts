import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestHouse } from './testHouse.ts';

/** The letters to an address that lie in the house's folder, oldest first. */
export async function lettersOf(
  { foundation }: Pick<TestHouse, 'foundation'>,
  to: string,
): Promise<string[]> {
  const { folder } = foundation.config.mail;
  const names = await readdir(folder).catch(() => []);
  const letters = await Promise.all(
    names.map(async (name) => ({
      raw: await readFile(join(folder, name), 'utf8'),
      writtenMs: (await stat(join(folder, name))).mtimeMs,
    })),
  );
  return letters
    .filter(({ raw }) => raw.includes(`To: ${to}\r\n`))
    .sort((one, other) => one.writtenMs - other.writtenMs)
    .map(({ raw }) => raw);
}
