import { type EventFrame, ServerFrame } from '@twin/shared/dto/event';
import {
  STOPPED,
  type StreamCommand,
  type StreamInput,
  type StreamPhase,
  stepStream,
} from './streamMachine.ts';

/**
 * Where a page without a cursor resumes. The server then asks for a reload, and so nothing is missed between the page's
 * first reads and its first event, as would be when following from now on.
 */
const BEFORE_ALL = '0'.repeat(26);

/** The part of a WebSocket that the client uses; tests hand in their own. */
export interface StreamSocket {
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
}

export interface StreamDeps {
  open(address: string): StreamSocket;
  /** Runs `due` later; the answer cancels it. */
  schedule(due: () => void, ms: number): () => void;
  random(): number;
  /** Remembers the cursor across a reload of the page. */
  cursor: { read(): string | null; write(id: string | null): void };
  onEvent(frame: EventFrame): void;
  onPhase(phase: StreamPhase): void;
  /** A replay is not possible: whatever the page holds must be read anew. */
  onReload(): void;
  onSuspectSession(): void;
  /** A frame that does not fit the contract: shown as a version problem, never half-used. */
  onUnreadable(cause: unknown): void;
}

/** One WebSocket that comes back by itself; the rules are in streamMachine, this only carries them out. */
export class StreamClient {
  readonly #address: string;
  readonly #deps: StreamDeps;
  #state = STOPPED;
  #socket: StreamSocket | null = null;
  #cancelRetry: (() => void) | null = null;

  constructor(address: string, deps: StreamDeps) {
    this.#address = address;
    this.#deps = deps;
  }

  start(): void {
    this.#handle({ type: 'start', cursor: this.#deps.cursor.read() });
  }

  stop(): void {
    this.#handle({ type: 'stop' });
  }

  networkLost(): void {
    this.#handle({ type: 'networkLost' });
  }

  networkBack(): void {
    this.#handle({ type: 'networkBack' });
  }

  woke(): void {
    this.#handle({ type: 'woke' });
  }

  #handle(input: StreamInput): void {
    const before = this.#state.phase;
    const { state, commands } = stepStream(this.#state, input);
    this.#state = state;
    for (const command of commands) this.#carryOut(command);
    if (this.#state.phase !== before) this.#deps.onPhase(this.#state.phase);
  }

  #carryOut(command: StreamCommand): void {
    const { cursor, onEvent, onReload, onSuspectSession, schedule } = this.#deps;
    switch (command.type) {
      case 'connect':
        this.#connect(command.cursor);
        break;
      case 'disconnect':
        this.#disconnect();
        break;
      case 'deliver':
        onEvent(command.frame);
        cursor.write(command.frame.id);
        break;
      case 'ack':
        this.#socket?.send(JSON.stringify({ type: 'ack', id: command.id }));
        break;
      case 'retryIn':
        this.#cancelRetry = schedule(() => this.#handle({ type: 'retryDue' }), command.ms);
        break;
      case 'reload':
        cursor.write(null);
        onReload();
        break;
      case 'checkSession':
        onSuspectSession();
        break;
    }
  }

  #connect(cursor: string | null): void {
    this.#disconnect();
    const socket = this.#deps.open(`${this.#address}?lastEventId=${cursor ?? BEFORE_ALL}`);
    this.#socket = socket;
    socket.onopen = () => this.#handle({ type: 'opened' });
    socket.onmessage = ({ data }) => this.#read(data);
    socket.onclose = () => {
      this.#socket = null;
      this.#handle({ type: 'closed', chance: this.#deps.random() });
    };
  }

  /** An old socket is silenced before it is closed: its late messages belong to nobody. */
  #disconnect(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #read(data: unknown): void {
    try {
      this.#handle({ type: 'frame', frame: ServerFrame.parse(JSON.parse(String(data))) });
    } catch (cause) {
      this.#deps.onUnreadable(cause);
    }
  }
}
