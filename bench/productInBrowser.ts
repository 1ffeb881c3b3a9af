import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { launch, temporaryFolder } from '../packages/launcher/test/support/launcherProcess.ts';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The whole product on a data folder of its own, and a real browser that is looked into. */
export interface ProductInBrowser {
  address: string;
  context: BrowserContext;
  page: Page;
  /** Where other tools reach the same browser. */
  debuggingPort: number;
  close(): Promise<void>;
}

/** @throws Error when no Chromium is installed */
export async function openProduct(): Promise<ProductInBrowser> {
  const executablePath = BROWSERS.find((path) => existsSync(path));
  if (!executablePath) throw new Error('No Chromium found: install it (Debian: apt install chromium)');
  const folder = await temporaryFolder();
  const started = launch(['--port', '0', '--data-dir', join(folder.path, 'data')]);
  const profile = join(folder.path, 'browser');
  const address = await started.address;
  // The profile is the browser's own and not a private window: Lighthouse opens its page beside ours, signed in.
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: ['--no-sandbox', '--remote-debugging-port=0'],
    viewport: { width: 1280, height: 900 },
  });
  const [port = ''] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
  return {
    address,
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    debuggingPort: Number(port),
    close: async () => {
      await context.close();
      started.child.kill('SIGTERM');
      await started.ended;
      await folder.remove();
    },
  };
}

/** Enters the demo by its button, as a visitor does, and waits until the dashboard stands. */
export async function enterDemo({ address, page }: ProductInBrowser): Promise<void> {
  await page.goto(`${address}/sign-in`);
  await page.getByRole('button', { name: /demo/i }).click();
  await page.getByRole('slider', { name: /^Equity in/ }).waitFor({ timeout: 120_000 });
}

/** Calls our own server with the browser's cookies. @throws Error with the answer, unless it is a success */
export async function call(
  { address, context }: ProductInBrowser,
  method: 'GET' | 'POST',
  path: string,
  body: {
    data?: object;
    multipart?: Record<string, { name: string; mimeType: string; buffer: Buffer }>;
  } = {},
): Promise<unknown> {
  const token = (await context.cookies(address)).find(({ name }) => name === 'twin_csrf')?.value ?? '';
  const answer = await context.request.fetch(`${address}${path}`, {
    method,
    headers: { 'x-csrf-token': token },
    timeout: 120_000,
    ...body,
  });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}
