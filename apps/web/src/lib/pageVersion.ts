/** Files whose names carry a hash of their content: together they are the version of a page. */
const HASHED_FILES = /\/_next\/static\/[^"\\\s]+\.(?:js|css)/g;

/** The version of a page, from its HTML as the server gives it; the same text for the same files. */
export function versionOf(html: string): string {
  return [...new Set(html.match(HASHED_FILES) ?? [])].sort().join();
}
