/** The name, or the first of `name (2)`, `name (3)` … that is not taken. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name} (${count})`;
  return free;
}

/**
 * The key that an account's extIds begin with: its first name, without the sign that parts an extId, and counted on
 * when an account holds it already.
 */
export function freeKey(name: string, taken: ReadonlySet<string>): string {
  const base = name.replaceAll(':', '-');
  let key = base;
  for (let count = 2; taken.has(key); count += 1) key = `${base}-${count}`;
  return key;
}
