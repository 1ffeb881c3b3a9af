import type { EventFrame, ServerFrame } from '@twin/shared/dto/event';

/**
 * The rules of the live stream without a socket, a clock or chance: what happens goes in, what to do comes out.
 * Guarantee: every event is delivered once and in order, however often the connection breaks, since the cursor moves
 * with the delivery, each connection resumes after the cursor, and a frame at or before it is dropped.
 */
export type StreamPhase = 'stopped' | 'connecting' | 'live' | 'waiting' | 'offline';

export interface StreamState {
  readonly phase: StreamPhase;
  /** Id of the last delivered event; ULIDs compare as text. */
  readonly cursor: string | null;
  /** Tries since the last connection that opened. */
  readonly attempt: number;
}

export type StreamInput =
  | { type: 'start'; cursor: string | null }
  | { type: 'opened' }
  | { type: 'frame'; frame: ServerFrame }
  /** `chance` in [0,1) spreads the returns of many clients. */
  | { type: 'closed'; chance: number }
  | { type: 'retryDue' }
  | { type: 'networkLost' }
  | { type: 'networkBack' }
  /** The machine slept: a socket that looks open may be dead. */
  | { type: 'woke' }
  | { type: 'stop' };

export type StreamCommand =
  | { type: 'connect'; cursor: string | null }
  | { type: 'disconnect' }
  | { type: 'deliver'; frame: EventFrame }
  | { type: 'ack'; id: string }
  | { type: 'retryIn'; ms: number }
  /** The cursor is too old for a replay: reload everything, then follow. */
  | { type: 'reload' }
  /** Two tries never opened: perhaps the session ended. */
  | { type: 'checkSession' };

export interface StreamStep {
  readonly state: StreamState;
  readonly commands: readonly StreamCommand[];
}

export const STOPPED: StreamState = { phase: 'stopped', cursor: null, attempt: 0 };

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const SUSPECT_AFTER = 2;

/** The next state and what to do, in this order. */
export function stepStream(state: StreamState, input: StreamInput): StreamStep {
  if (input.type === 'start') return connect({ ...STOPPED, cursor: input.cursor });
  if (state.phase === 'stopped') return { state, commands: [] };
  switch (input.type) {
    case 'opened':
      return { state: { ...state, phase: 'live', attempt: 0 }, commands: [] };
    case 'frame':
      return receive(state, input.frame);
    case 'closed':
      return waitForRetry(state, input.chance);
    case 'retryDue':
      return state.phase === 'waiting' ? connect(state) : { state, commands: [] };
    case 'networkLost':
      return { state: { ...state, phase: 'offline' }, commands: [{ type: 'disconnect' }] };
    case 'networkBack':
      return state.phase === 'offline' || state.phase === 'waiting'
        ? connect(state)
        : { state, commands: [] };
    case 'woke':
      return state.phase === 'offline' ? { state, commands: [] } : reconnect(state);
    case 'stop':
      return { state: STOPPED, commands: [{ type: 'disconnect' }] };
  }
}

function connect(state: StreamState): StreamStep {
  return { state: { ...state, phase: 'connecting' }, commands: [{ type: 'connect', cursor: state.cursor }] };
}

function reconnect(state: StreamState): StreamStep {
  const next = connect(state);
  return { state: next.state, commands: [{ type: 'disconnect' }, ...next.commands] };
}

function receive(state: StreamState, frame: ServerFrame): StreamStep {
  if (frame.type === 'resync') return { state: { ...state, cursor: null }, commands: [{ type: 'reload' }] };
  if (state.cursor !== null && frame.id <= state.cursor) {
    return { state, commands: [{ type: 'ack', id: frame.id }] };
  }
  return {
    state: { ...state, cursor: frame.id },
    commands: [
      { type: 'deliver', frame },
      { type: 'ack', id: frame.id },
    ],
  };
}

function waitForRetry(state: StreamState, chance: number): StreamStep {
  if (state.phase === 'offline') return { state, commands: [] };
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** state.attempt);
  const attempt = state.attempt + 1;
  const commands: StreamCommand[] = [{ type: 'retryIn', ms: Math.round(longest * (0.5 + chance / 2)) }];
  if (attempt === SUSPECT_AFTER) commands.push({ type: 'checkSession' });
  return { state: { ...state, phase: 'waiting', attempt }, commands };
}
