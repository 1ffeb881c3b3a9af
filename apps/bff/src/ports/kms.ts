/** A key encrypted by a master key that stays with the key service. */
export interface WrappedKey {
  /** Which master key wrapped it. */
  masterKeyId: string;
  wrapped: Uint8Array<ArrayBuffer>;
}

/**
 * Keeps the master keys. The context is bound to the wrapped key: unwrapping with another one fails. Every method
 * throws AppError KMS_UNAVAILABLE when the service does not answer, and KMS_REFUSED when it will not let us use the key.
 */
export interface Kms {
  /** Which master key wraps now; keys wrapped by another one are wrapped anew in time. */
  currentKeyId(): Promise<string>;
  /** Wraps with the current master key. */
  wrap(key: Uint8Array<ArrayBuffer>, context: string): Promise<WrappedKey>;
  /** @throws AppError SEAL_BROKEN when the master key is unknown or the bytes or the context were changed */
  unwrap(wrapped: WrappedKey, context: string): Promise<Uint8Array<ArrayBuffer>>;
}
