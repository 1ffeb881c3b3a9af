import { expect, it } from 'vitest';
import { safeReturn } from './useEnter.ts';

it('after signing in one returns to a path of our own only', () => {
  expect(safeReturn('/trades?id=t1')).toBe('/trades?id=t1');
  for (const elsewhere of ['//evil.example', '/\\evil.example', 'https://evil.example', '', undefined]) {
    expect(safeReturn(elsewhere)).toBe('/');
  }
});
