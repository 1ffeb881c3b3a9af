import { create } from 'zustand';
import type { StreamPhase } from '../lib/stream/streamMachine.ts';

interface ConnectionStore {
  /** Whether the last call was answered; null before any was. */
  isReachable: boolean | null;
  stream: StreamPhase;
  setReachable: (isReachable: boolean) => void;
  setStream: (stream: StreamPhase) => void;
}

export const useConnection = create<ConnectionStore>((set) => ({
  isReachable: null,
  stream: 'stopped',
  setReachable: (isReachable) => set({ isReachable }),
  setStream: (stream) => set({ stream }),
}));

export interface ConnectionWords {
  tone: 'good' | 'waiting' | 'bad';
  label: string;
  detail: string;
}

/** What the person reads about the connection: the worst of the calls and the stream. */
export function describeConnection(isReachable: boolean | null, stream: StreamPhase): ConnectionWords {
  if (isReachable === false || stream === 'offline') {
    return { tone: 'bad', label: 'Offline', detail: 'The server does not answer. What you see may be old.' };
  }
  if (isReachable === null) {
    return { tone: 'waiting', label: 'Connecting…', detail: 'Waiting for the first answer of the server.' };
  }
  switch (stream) {
    case 'connecting':
    case 'waiting':
      return { tone: 'waiting', label: 'Catching up', detail: 'Reading what happened meanwhile.' };
    case 'live':
      return { tone: 'good', label: 'Live', detail: 'New patterns appear as they are found.' };
    case 'stopped':
      return { tone: 'good', label: 'Connected', detail: 'The server answers.' };
  }
}
