import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const OUT = fileURLToPath(new URL('../../apps/web/out', import.meta.url));

/** Files of the built pages, such as `index.html`. */
export async function builtPages(): Promise<string[]> {
  return (await readdir(OUT)).filter((name) => name.endsWith('.html'));
}

/** Paths of the scripts that a built page names for browsers that know modules, such as `index.html`. */
export async function scriptsNamedBy(page: string): Promise<string[]> {
  const html = await readFile(join(OUT, page), 'utf8');
  const tags = html.match(/<script[^>]*\ssrc="[^"]+"[^>]*>/g) ?? [];
  const paths = tags
    .filter((tag) => !/nomodule/i.test(tag))
    .map((tag) => /src="([^"]+)"/.exec(tag)?.[1] ?? '');
  return [...new Set(paths)];
}

/** What so many scripts weigh on their way, in kB of gzip. */
export async function zippedKilobytes(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    paths.map(async (path) => gzipSync(await readFile(join(OUT, path)), { level: 9 }).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000;
}
