/** What all processes share for a while. It may be lost at any time, so nothing may depend on it being there. */
export interface Cache {
  /** null: not there, or no longer. */
  get(key: string): Promise<unknown>;
  set(key: string, value: object, ttlMs: number): Promise<void>;
}
