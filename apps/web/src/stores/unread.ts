import type { CoachMessageDto } from '@twin/shared/dto/coach';
import { create } from 'zustand';

interface UnreadStore {
  /** What this person has seen in this browser: all messages up to this time; '' for none. */
  readUpTo: string;
  /** The coach's messages after it. */
  count: number;
}

export const useUnread = create<UnreadStore>(() => ({ readUpTo: '', count: 0 }));

const keyOf = (userId: string) => `twin.read.${userId}`;

/** Takes up the mark that this browser keeps for the person. */
export function loadReadMark(userId: string): void {
  let readUpTo = '';
  try {
    readUpTo = localStorage.getItem(keyOf(userId)) ?? '';
  } catch {
    // Storage is blocked: everything counts as new until the page is left.
  }
  useUnread.setState({ readUpTo });
}

/** Everything up to this time was seen; a mark never moves back. */
export function markRead(userId: string, readUpTo: string): void {
  if (readUpTo <= useUnread.getState().readUpTo) return;
  useUnread.setState({ readUpTo, count: 0 });
  try {
    localStorage.setItem(keyOf(userId), readUpTo);
  } catch {
    // Storage is blocked: the mark holds until the page is left.
  }
}

export function countUnread(messages: readonly CoachMessageDto[], readUpTo: string): number {
  return messages.filter(({ role, createdAt }) => role === 'coach' && createdAt > readUpTo).length;
}
