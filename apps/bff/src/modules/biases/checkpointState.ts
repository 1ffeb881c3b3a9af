import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { AccountFold } from '@twin/engine/fold/accountFold';
import { loadFold, saveFold } from '@twin/engine/fold/foldCheckpoint';

const pack = promisify(deflate);
const unpack = promisify(inflate);

/** A fold as a checkpoint holds it: with the zone whose days it counted, packed. */
export async function packState(fold: AccountFold, zone: string): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await pack(`${zone}\n${saveFold(fold)}`, { level: 1 }));
}

/** null: written in another shape or for another zone, so the history is folded anew. */
export async function unpackState(state: Uint8Array, zone: string): Promise<AccountFold | null> {
  const text = (await unpack(state)).toString('utf8');
  const end = text.indexOf('\n');
  return text.slice(0, end) === zone ? loadFold(text.slice(end + 1)) : null;
}
