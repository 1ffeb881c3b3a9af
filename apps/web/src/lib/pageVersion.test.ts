import { expect, it } from 'vitest';
import { versionOf } from './pageVersion.ts';

const page = (...names: string[]) =>
  `<p>${Math.random()}</p>${names.map((name) => `<script src="/_next/static/chunks/${name}.js"></script>`)}`;

it('a page is of another version once the server names other files for it, and only then', () => {
  expect(versionOf(page('a1', 'b2'))).toBe(versionOf(page('b2', 'a1', 'a1')));
  expect(versionOf(page('a1', 'b2'))).not.toBe(versionOf(page('a1', 'c3')));
});
