import { expect, it } from 'vitest';
import { type Command, findCommands } from './commands.ts';

const command = (name: string, kind: string, words?: string): Command => ({
  id: name,
  name,
  kind,
  run: () => {},
  ...(words === undefined ? {} : { words }),
});
const COMMANDS = [
  command('Overview', 'Page', 'dashboard equity'),
  command('Chat', 'Page'),
  command('Fear of missing out', 'Pattern'),
  command('CHAT-USD', 'Symbol'),
];
const named = (typed: string) => findCommands(COMMANDS, typed).map(({ name }) => name);

it('the palette lists everything in order while nothing is typed', () => {
  expect(named('')).toEqual(['Overview', 'Chat', 'Fear of missing out', 'CHAT-USD']);
});

it('the palette wants every typed word, in name, kind or hidden words, whatever the case', () => {
  expect(named('out PATTERN')).toEqual(['Fear of missing out']);
  expect(named('equity')).toEqual(['Overview']);
  expect(named('equity chat')).toEqual([]);
});

it('what begins with the typed text comes first', () => {
  expect(named('chat')).toEqual(['Chat', 'CHAT-USD']);
  expect(named('o')[0]).toBe('Overview');
});
