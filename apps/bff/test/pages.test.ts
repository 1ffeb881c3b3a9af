import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf, createTestApi, TestBrowser } from './support/testApi.ts';
import { createTestDatabase } from './support/testDatabase.ts';

const INLINE = "self.__next_f.push([1,'a'])";
const web = await mkdtemp(join(tmpdir(), 'twin-web-'));
await mkdir(join(web, '_next/static'), { recursive: true });
await writeFile(
  join(web, 'index.html'),
  `<!doctype html><script src="/_next/static/a1.js"></script><script>${INLINE}</script>`,
);
await writeFile(join(web, 'trades.html'), '<!doctype html><title>Trades</title>');
await writeFile(join(web, '404.html'), '<!doctype html><title>Nothing here</title>');
await writeFile(join(web, '_next/static/a1.js'), `// ${'x'.repeat(4_000)}`);
afterAll(() => rm(web, { recursive: true, force: true }));

const database = await createTestDatabase();
const { app } = await createTestApi(database, { variables: { WEB_DIR: web } });

describe('headers and pages', () => {
  it('every answer carries the security headers', async () => {
    for (const path of ['/', '/v1/auth/options', '/v1/nothing', '/healthz', '/_next/static/a1.js']) {
      const { headers } = await new TestBrowser(app).send('GET', path);
      expect(headers, path).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers['permissions-policy']).toContain('camera=()');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['strict-transport-security']).toBeUndefined();
    }
  });

  it('a page may run its own files and exactly its own inline scripts', async () => {
    const hash = createHash('sha256').update(INLINE).digest('base64');
    const policyOf = async (path: string) =>
      String((await new TestBrowser(app).send('GET', path)).headers['content-security-policy']);
    expect(await policyOf('/')).toContain(`script-src 'self' 'sha256-${hash}';`);
    expect(await policyOf('/trades')).toContain("script-src 'self';");
    for (const path of ['/', '/trades']) {
      expect(await policyOf(path)).toContain("style-src 'self';");
      expect(await policyOf(path)).not.toMatch(/unsafe|\*/);
    }
  });

  it('hashed files are cached for good, pages are asked for again, and text goes zipped', async () => {
    const browser = new TestBrowser(app);
    const asset = await browser.send('GET', '/_next/static/a1.js', undefined, {
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(asset.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
    });
    expect(asset.headers['set-cookie']).toBeUndefined();
    const page = await browser.send('GET', '/');
    expect(page.headers['cache-control']).toBe('no-cache');
    const again = await browser.send('GET', '/', undefined, {
      headers: { 'if-none-match': String(page.headers.etag) },
    });
    expect(again.statusCode).toBe(304);
  });

  it('serves nothing outside the exported folder and its own page for what is not there', async () => {
    const browser = new TestBrowser(app);
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/..%2f..%2fetc%2fpasswd', '/nothing']) {
      const answer = await browser.send('GET', path);
      expect([path, answer.statusCode]).toEqual([path, 404]);
      expect(answer.body).not.toMatch(/root:|"name"/);
    }
    expect((await browser.send('GET', '/nothing')).body).toContain('Nothing here');
    expect(codeOf(await browser.send('GET', '/v1/nothing'))).toBe('NOT_FOUND');
  });

  it('a page has one address, without a slash at its end', async () => {
    const answer = await new TestBrowser(app).send('GET', '/trades/?id=1');
    expect([answer.statusCode, answer.headers.location]).toEqual([308, '/trades?id=1']);
  });

  it('answers of the API are stored by nobody', async () => {
    const answer = await new TestBrowser(app).send('GET', '/v1/auth/options');
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});
