import { expect, it } from 'vitest';
import { browserAddress } from './browserAddress.ts';

it.each([
  ['127.0.0.1', 'http://127.0.0.1:1'],
  ['0.0.0.0', 'http://127.0.0.1:1'],
  ['::', 'http://[::1]:1'],
  ['::1', 'http://[::1]:1'],
  ['localhost', 'http://localhost:1'],
])('%s is opened in a browser as %s', (host, address) => {
  expect(browserAddress(host, 1)).toBe(address);
});
