import { expect, it } from 'vitest';
import { describeConnection } from './connection.ts';

it('the connection says nothing of a server that has not answered yet', () => {
  expect(describeConnection(null, 'stopped').label).toBe('Connecting…');
  expect(describeConnection(null, 'connecting').label).toBe('Connecting…');
  expect(describeConnection(null, 'offline').label).toBe('Offline');
});

it('the connection says the worst of the calls and the stream', () => {
  expect(describeConnection(true, 'live').label).toBe('Live');
  expect(describeConnection(true, 'stopped').label).toBe('Connected');
  expect(describeConnection(true, 'waiting').label).toBe('Catching up');
  expect(describeConnection(true, 'connecting').label).toBe('Catching up');
  expect(describeConnection(true, 'offline').label).toBe('Offline');
  expect(describeConnection(false, 'live').label).toBe('Offline');
});
