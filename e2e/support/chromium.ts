import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Without a graphics card to imitate, and without calls of its own. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
];

/** The system's browser; null where there is none, and then what needs it is skipped. */
export function findChromium(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return paths.find((path) => existsSync(path)) ?? null;
}

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
}

/** What a page complained about: errors on its console, uncaught ones, violations of its Content-Security-Policy. */
export class Complaints {
  private readonly found: string[] = [];

  /** Listens to every page of the context, from its first byte on. */
  async watch(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        console.error(`CSP violation: ${violatedDirective} by ${blockedURI}`);
      });
    });
    context.on('page', (page) => this.listen(page));
  }

  /** What was said since the last call, without what is meant to happen. */
  take(expected: RegExp[] = []): string[] {
    // The contract answers 401 to the question who is signed in; the browser itself reports that as an error.
    const known = [/status of 401 .*\/v1\/auth\/session$/, ...expected];
    return this.found.splice(0).filter((text) => !known.some((pattern) => pattern.test(text)));
  }

  private listen(page: Page): void {
    page.on('pageerror', (error) => this.found.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      this.found.push(`${message.type()}: ${message.text()} ${message.location().url}`);
    });
  }
}
