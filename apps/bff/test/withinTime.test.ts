import { expect, it } from 'vitest';
import { withinTime } from '../src/lib/queue/withinTime.ts';

it('does not begin work once the process must end, since it would never hear of it', async () => {
  const stopping = new Error('the worker is stopping');
  let hasBegun = false;
  const work = async () => {
    hasBegun = true;
  };
  await expect(withinTime(1_000, AbortSignal.abort(stopping), work)).rejects.toBe(stopping);
  expect(hasBegun).toBe(false);
});

it('lets work that runs hear that the process must end', async () => {
  const shutdown = new AbortController();
  const heard = withinTime(
    60_000,
    shutdown.signal,
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  const stopping = new Error('the worker is stopping');
  shutdown.abort(stopping);
  await expect(heard).rejects.toBe(stopping);
});
