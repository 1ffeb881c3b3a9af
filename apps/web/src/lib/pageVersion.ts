/** Files whose names carry a hash of their content: together they are the version of a page. */
const HASHED = '/_next/static/';

/** The files that a loaded page consists of, by the addresses in its tags. */
export function filesOf(tags: Iterable<{ getAttribute(name: string): string | null }>): string[] {
  const files: string[] = [];
  for (const tag of tags) {
    const address = tag.getAttribute('src');
    if (address?.startsWith(HASHED)) files.push(address);
  }
  return files;
}

/** Whether the server's page of today no longer names a file that this page was made of. */
export function isOutdated(files: readonly string[], html: string): boolean {
  return files.some((file) => !html.includes(file));
}
