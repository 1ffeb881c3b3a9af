/** SHA-256 of a UTF-8 text as hexadecimal: handed in, since this package reads no platform. */
export type Sha256Hex = (text: string) => string;

/**
 * The id of a trade, the same at every import of the same fill: a hash of (userId, broker, extId). In the CLI,
 * which knows no users, `userId` is empty.
 */
export function tradeId(userId: string, broker: string, extId: string, sha256: Sha256Hex): string {
  return sha256(JSON.stringify([userId, broker, extId]));
}
