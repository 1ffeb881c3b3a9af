import { decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import type { Ledger } from './ledger.ts';

/** Rises when the state's shape changes; an older checkpoint is then refused and the caller replays. */
const CHECKPOINT_VERSION = 1;

/** The ledger as JSON text. Loaded again it is the same to the last digit, and goes on the same way. */
export function saveLedger(ledger: Ledger): string {
  return writeState({ version: CHECKPOINT_VERSION, ledger });
}

/** The ledger from its text; null when it was written in another version's shape. */
export function loadLedger(text: string): Ledger | null {
  const state = readState(text) as { version: number; ledger: Ledger };
  return state.version === CHECKPOINT_VERSION ? state.ledger : null;
}

/** JSON text of a state of plain objects, arrays, Maps and exact decimals. */
export function writeState(state: unknown): string {
  return JSON.stringify(state, (_key, value: unknown) => {
    if (typeof value === 'bigint') return { decimal: formatDecimal(value) };
    if (value instanceof Map) return { map: [...value] };
    return value;
  });
}

/** The inverse of `writeState`. @throws SyntaxError or RangeError when the text is not one. */
export function readState(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('decimal' in value && typeof value.decimal === 'string') return decimal(value.decimal);
    if ('map' in value && Array.isArray(value.map)) return new Map(value.map as [unknown, unknown][]);
    return value;
  });
}
