import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './command.js';

/**
 * A digest of what a step reads: name, size and time of every file below the given paths. Cheap enough to
 * take at every start; a checkout that only touches times costs one needless build and nothing else.
 *
 * @param {string[]} paths relative to the clone; absent ones count as absent
 * @param {(name: string) => boolean} [wanted] which file names count
 */
export function digestOf(paths, wanted = () => true) {
  const hash = createHash('sha256');
  for (const path of paths) addTo(hash, path, wanted);
  return hash.digest('hex');
}

/** @param {string} name @param {string} digest */
export function isStamped(name, digest) {
  try {
    return readFileSync(stampPath(name), 'utf8') === digest;
  } catch {
    return false;
  }
}

/** @param {string} name @param {string} digest */
export function stamp(name, digest) {
  mkdirSync(dirname(stampPath(name)), { recursive: true });
  writeFileSync(stampPath(name), digest);
}

/** @param {string} name */
function stampPath(name) {
  return join(ROOT, '.cache', 'ensure', name);
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 * @param {(name: string) => boolean} wanted
 */
function addTo(hash, path, wanted) {
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!found) hash.update(`${path} absent\n`);
  else if (!found.isDirectory()) hash.update(`${path} ${found.size} ${found.mtimeMs}\n`);
  else {
    for (const entry of readdirSync(join(ROOT, path), { withFileTypes: true }).sort(byName)) {
      if (entry.isDirectory() || wanted(entry.name)) addTo(hash, `${path}/${entry.name}`, wanted);
    }
  }
}

/** @param {{ name: string }} a @param {{ name: string }} b */
function byName(a, b) {
  return a.name < b.name ? -1 : 1;
}
