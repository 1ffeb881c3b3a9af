/** Column names of a table, compared without case, blanks around and byte order marks. */
export class Header {
  readonly names: readonly string[];
  readonly #columns = new Map<string, number>();

  constructor(cells: readonly string[]) {
    this.names = cells.map(normalName);
    this.names.forEach((name, index) => {
      if (name !== '' && !this.#columns.has(name)) this.#columns.set(name, index);
    });
  }

  has(...names: readonly string[]): boolean {
    return names.every((name) => this.#columns.has(name));
  }

  /** Column of this name, or of its other name, or -1. */
  find(name: string, other?: string): number {
    return this.#columns.get(name) ?? (other === undefined ? -1 : (this.#columns.get(other) ?? -1));
  }

  /** The first column name that begins with a text, as `filled time(utc` does, or null. */
  startingWith(text: string): string | null {
    return this.names.find((name) => name.startsWith(text)) ?? null;
  }
}

function normalName(cell: string): string {
  return cell.replaceAll('\ufeff', '').trim().replace(/\s+/g, ' ').toLowerCase();
}
