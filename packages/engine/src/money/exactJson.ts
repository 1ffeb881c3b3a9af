import { decimal, formatDecimal } from '@twin/shared/primitives/decimal';

/** A decimal inside JSON text, told apart from ordinary strings by its wrapping. */
interface WrittenDecimal {
  decimal: string;
}

/** JSON text in which decimals stay exact and maps stay maps' entries: the same value gives the same bytes. */
export function writeExact(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return { decimal: formatDecimal(part) };
    return part instanceof Map ? [...part] : part;
  });
}

/** The value of `writeExact`'s text; maps come back as lists of entries. */
export function readExact(text: string): unknown {
  return JSON.parse(text, (_key, part: unknown) => (isWrittenDecimal(part) ? decimal(part.decimal) : part));
}

function isWrittenDecimal(part: unknown): part is WrittenDecimal {
  return typeof part === 'object' && part !== null && 'decimal' in part;
}
