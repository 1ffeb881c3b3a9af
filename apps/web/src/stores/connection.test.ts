import { expect, it } from 'vitest';
import { describeConnection } from './connection.ts';

it('the connection says the worst of the calls and the stream', () => {
  expect(describeConnection(true, 'live').label).toBe('Live');
  expect(describeConnection(true, 'stopped').label).toBe('Connected');
  expect(describeConnection(true, 'waiting').label).toBe('Catching up');
  expect(describeConnection(true, 'connecting').label).toBe('Catching up');
  expect(describeConnection(true, 'offline').label).toBe('Offline');
  expect(describeConnection(false, 'live').label).toBe('Offline');
});
