import type { BrowserContext, Page } from 'playwright-core';

export const PASSWORD = 'a sentence that nobody guesses';

interface MessagePage {
  items: { id: string; label: string | null }[];
  nextCursor: string | null;
}

export async function register(page: Page, address: string, email: string): Promise<void> {
  await page.goto(`${address}/sign-in?mode=register`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(`${address}/`);
}

/** Drops a file on the open imports page, as from a folder of the desktop, and imports it. */
export async function dropFile(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], fileName, { type: 'text/csv' }));
      return data;
    },
    [name, text] as const,
  );
  // The page says when it is ready for the file that hovers over it.
  await page.getByText('Drop your trade files here').waitFor();
  const isReady = page.getByText('Let go to read the file');
  while (!(await isReady.isVisible()))
    await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await page.getByRole('button', { name: /^Import [\d,]+ trades?$/ }).click();
}

/** The same person beside the browser: its cookies, but a connection that nobody cuts. */
export class Api {
  private readonly context: BrowserContext;
  private readonly address: string;

  constructor(context: BrowserContext, address: string) {
    this.context = context;
    this.address = address;
  }

  async get<Answer>(path: string): Promise<Answer> {
    return (await this.call(path)) as Answer;
  }

  /** Uploads a file and waits until it is stored and scored. */
  async importFile(name: string, text: string): Promise<void> {
    const body = new FormData();
    body.set('file', new File([text], name));
    const { importId } = (await this.call('/v1/imports', { method: 'POST', body })) as { importId: string };
    await this.untilTrue(async () => {
      const { status } = await this.get<{ status: string }>(`/v1/imports/${importId}`);
      if (status === 'failed') throw new Error(`the import of ${name} failed`);
      return status === 'done';
    });
  }

  /** The whole conversation as the server keeps it, oldest first. */
  async messageIds(): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
      const page: MessagePage = await this.get<MessagePage>(`/v1/coach/messages${query}`);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    return ids.reverse();
  }

  private async untilTrue(isTrue: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 30_000;
    while (!(await isTrue())) {
      if (performance.now() > deadline) throw new Error('it did not come true within 30 s');
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  private async call(path: string, init: RequestInit = {}): Promise<unknown> {
    const cookies = await this.context.cookies();
    const headers = {
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      origin: this.address,
      'x-csrf-token': cookies.find(({ name }) => name === 'twin_csrf')?.value ?? '',
    };
    const response = await fetch(this.address + path, { ...init, headers });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}

/** The messages on the page, from top to bottom. */
export function shownMessageIds(page: Page): Promise<string[]> {
  return page
    .locator('[data-message]')
    .evaluateAll((items) => items.map((item) => item.getAttribute('data-message') ?? ''));
}

/** Hourly candles around the given hours of a symbol, deterministic and plain. */
export function candleFile(fromMs: number, hours: number, price: number): string {
  const rows = Array.from({ length: hours }, (_, hour) => {
    const open = price * (1 + Math.sin(hour / 9) / 50);
    const close = price * (1 + Math.sin((hour + 1) / 9) / 50);
    const [low, high] = [Math.min(open, close) * 0.997, Math.max(open, close) * 1.003];
    const cells = [open, high, low, close].map((value) => value.toPrecision(8));
    return `${new Date(fromMs + hour * 3_600_000).toISOString()},${cells.join(',')},1`;
  });
  return ['ts,open,high,low,close,volume', ...rows].join('\n');
}
