/** Keeps what belongs to one key from running twice at once, in whatever process. */
export interface Locks {
  /** Waits until nobody holds the key, and holds it while the work runs. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}
