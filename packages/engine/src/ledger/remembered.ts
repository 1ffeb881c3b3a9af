/** Names kept at a time: more than an account has, few enough to be no matter in a process of many accounts. */
const NAMES_KEPT = 4_096;

/**
 * `make`, once for each of the last names. The same few come with every fill; and what is made once is compared by its
 * address, where a text that is made anew is compared letter by letter.
 */
export function remembered<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    if (made.size >= NAMES_KEPT) made.clear();
    const fresh = make(name);
    made.set(name, fresh);
    return fresh;
  };
}
