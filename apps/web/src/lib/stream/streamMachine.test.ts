import type { EventFrame } from '@twin/shared/dto/event';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  STOPPED,
  type StreamCommand,
  type StreamInput,
  type StreamState,
  stepStream,
} from './streamMachine.ts';

fc.configureGlobal({ seed: 20_250_301 });

function eventOf(number: number): EventFrame {
  return {
    id: `01J${String(number).padStart(23, '0')}`,
    type: 'account.updated',
    v: 1,
    ts: '2025-03-01T12:00:00Z',
    payload: { dataVersion: number },
  };
}

/** A person's page against a server that keeps a log: what was delivered, whatever happens to the connection. */
class Page {
  state: StreamState = STOPPED;
  readonly log: EventFrame[] = [];
  readonly delivered: string[] = [];
  readonly acked: string[] = [];
  /** Log position of the open connection; null while there is none. */
  sent: number | null = null;

  constructor() {
    this.happen({ type: 'start', cursor: null });
  }

  happen(input: StreamInput): void {
    const { state, commands } = stepStream(this.state, input);
    this.state = state;
    for (const command of commands) this.carryOut(command);
  }

  carryOut(command: StreamCommand): void {
    if (command.type === 'deliver') this.delivered.push(command.frame.id);
    if (command.type === 'ack') this.acked.push(command.id);
    if (command.type === 'disconnect') this.sent = null;
    if (command.type !== 'connect') return;
    const { cursor } = command;
    this.sent = cursor === null ? 0 : this.log.filter(({ id }) => id <= cursor).length;
    this.happen({ type: 'opened' });
  }

  commit(): void {
    this.log.push(eventOf(this.log.length + 1));
  }

  receive(): void {
    const frame = this.sent === null ? undefined : this.log[this.sent];
    if (this.sent === null || !frame) return;
    this.sent += 1;
    this.happen({ type: 'frame', frame });
  }

  /** The same frame once more, as after a replay that overlaps. */
  repeat(): void {
    const frame = this.sent ? this.log[this.sent - 1] : undefined;
    if (frame) this.happen({ type: 'frame', frame });
  }

  cut(): void {
    if (this.sent === null) return;
    this.sent = null;
    this.happen({ type: 'closed', chance: 0.5 });
  }

  /** Whatever was wrong is over; everything that is owed arrives. */
  settle(): void {
    this.happen({ type: 'networkBack' });
    this.happen({ type: 'retryDue' });
    for (let left = this.log.length; left >= 0; left -= 1) this.receive();
  }
}

const idsOf = (page: Page) => page.log.map(({ id }) => id);

describe('the stream', () => {
  it('delivers each event once and in order when the connection breaks at every possible event', () => {
    const total = 12;
    for (let cutAt = 0; cutAt <= total; cutAt += 1) {
      for (let committedMeanwhile = 0; committedMeanwhile <= 3; committedMeanwhile += 1) {
        const page = new Page();
        for (let event = 0; event < total; event += 1) page.commit();
        for (let event = 0; event < cutAt; event += 1) page.receive();
        page.cut();
        for (let event = 0; event < committedMeanwhile; event += 1) page.commit();
        page.settle();
        expect(page.delivered).toEqual(idsOf(page));
      }
    }
  });

  it('misses nothing and repeats nothing under any order of commits, cuts, sleep and lost networks', () => {
    const deeds: Record<string, (page: Page) => void> = {
      commit: (page) => page.commit(),
      receive: (page) => page.receive(),
      repeat: (page) => page.repeat(),
      cut: (page) => page.cut(),
      retry: (page) => page.happen({ type: 'retryDue' }),
      lost: (page) => page.happen({ type: 'networkLost' }),
      back: (page) => page.happen({ type: 'networkBack' }),
      woke: (page) => page.happen({ type: 'woke' }),
    };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.values(deeds)), { maxLength: 80 }), (steps) => {
        const page = new Page();
        for (const step of steps) step(page);
        page.settle();
        expect(page.delivered).toEqual(idsOf(page));
        expect(new Set(page.acked)).toEqual(new Set(idsOf(page)));
      }),
      { numRuns: 500 },
    );
  });

  it('waits longer with each failed try, never beyond half a minute, and never less than half of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, chance) => {
          const { commands } = stepStream(
            { phase: 'connecting', cursor: null, attempt },
            { type: 'closed', chance },
          );
          const retry = commands.find((command) => command.type === 'retryIn');
          const longest = Math.min(30_000, 500 * 2 ** attempt);
          expect(retry?.ms).toBeGreaterThanOrEqual(Math.floor(longest / 2));
          expect(retry?.ms).toBeLessThanOrEqual(longest);
        },
      ),
    );
  });

  it('asks for a reload instead of a replay when the cursor is too old, and follows from there', () => {
    const before: StreamState = { phase: 'live', cursor: eventOf(3).id, attempt: 0 };
    const { state, commands } = stepStream(before, { type: 'frame', frame: { type: 'resync' } });
    expect(commands).toEqual([{ type: 'reload' }]);
    expect(state.cursor).toBeNull();
  });

  it('suspects the session after two tries that never opened, once', () => {
    let state: StreamState = { phase: 'connecting', cursor: null, attempt: 0 };
    const suspicions: number[] = [];
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const step = stepStream(state, { type: 'closed', chance: 0 });
      if (step.commands.some(({ type }) => type === 'checkSession')) suspicions.push(attempt);
      state = stepStream(step.state, { type: 'retryDue' }).state;
    }
    expect(suspicions).toEqual([2]);
  });

  it('stays stopped whatever arrives late', () => {
    const late: StreamInput[] = [{ type: 'opened' }, { type: 'closed', chance: 0 }, { type: 'retryDue' }];
    for (const input of late) expect(stepStream(STOPPED, input)).toEqual({ state: STOPPED, commands: [] });
  });
});
