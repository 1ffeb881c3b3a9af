/**
 * Tells every api process that a user has new events. It is a wake-up and nothing more: it may be lost, doubled or
 * late, since the outbox is the truth and a poll is the net.
 */
export interface WakeUp {
  /** Calls the listener with the user's id after each commit that appended events. */
  listen(listener: (userId: string) => void): Promise<void>;
  close(): Promise<void>;
}
