/** A key encrypted by a master key that stays with the key service. */
export interface WrappedKey {
  /** Which master key wrapped it. */
  masterKeyId: string;
  wrapped: Uint8Array<ArrayBuffer>;
}

/** Keeps the master keys. The context is bound to the wrapped key: unwrapping with another one fails. */
export interface Kms {
  /** Wraps with the newest master key. */
  wrap(key: Uint8Array<ArrayBuffer>, context: string): Promise<WrappedKey>;
  /** @throws AppError SEAL_BROKEN when the master key is unknown or the bytes or the context were changed */
  unwrap(wrapped: WrappedKey, context: string): Promise<Uint8Array<ArrayBuffer>>;
}
