import { readExact, writeExact } from '../money/exactJson.ts';
import type { Book } from './book.ts';
import type { Ledger } from './ledger.ts';

/** Rises when the state's shape changes; an older checkpoint is then refused and the caller replays. */
const CHECKPOINT_VERSION = 4;

interface Checkpoint {
  version: number;
  lotMethod: Ledger['lotMethod'];
  last: Ledger['last'];
  asideTs: number;
  books: [string, Book][];
}

/** The ledger as JSON text. Loaded again it is the same to the last digit, and goes on the same way. */
export function saveLedger({ lotMethod, last, asideTs, books }: Ledger): string {
  const checkpoint: Checkpoint = {
    version: CHECKPOINT_VERSION,
    lotMethod,
    last,
    asideTs,
    books: [...books],
  };
  return writeExact(checkpoint);
}

/** The ledger from its text; null when it was written in another version's shape. */
export function loadLedger(text: string): Ledger | null {
  const { version, lotMethod, last, asideTs, books } = readExact(text) as Checkpoint;
  return version === CHECKPOINT_VERSION ? { lotMethod, last, asideTs, books: new Map(books) } : null;
}
