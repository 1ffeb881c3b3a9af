/** One thing that the palette can do. */
export interface Command {
  id: string;
  name: string;
  /** The kind, shown beside the name: `Page`, `Symbol` … */
  kind: string;
  /** Further words by which it is found. */
  words?: string;
  run: () => void;
}

/** At most so many are listed at once. */
const MOST = 12;

/**
 * The commands in which every typed word occurs, those whose name begins with what was typed first, otherwise in their
 * given order.
 */
export function findCommands(commands: readonly Command[], typed: string): Command[] {
  const wanted = typed.trim().toLowerCase();
  const words = wanted.split(/\s+/).filter(Boolean);
  const found = commands.filter(({ name, kind, words: more = '' }) => {
    const text = `${name} ${kind} ${more}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = ({ name }: Command) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST);
}
