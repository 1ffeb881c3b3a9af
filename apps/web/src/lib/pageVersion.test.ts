import { expect, it } from 'vitest';
import { filesOf, isOutdated } from './pageVersion.ts';

const tag = (src: string | null) => ({ getAttribute: () => src });

it('a page is outdated once the server names other files for it', () => {
  const files = filesOf([tag('/_next/static/chunks/a1.js'), tag('/theme.js'), tag(null)]);
  expect(files).toEqual(['/_next/static/chunks/a1.js']);
  expect(isOutdated(files, '<script src="/_next/static/chunks/a1.js"></script>')).toBe(false);
  expect(isOutdated(files, '<script src="/_next/static/chunks/b2.js"></script>')).toBe(true);
});
