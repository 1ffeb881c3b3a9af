import type { Page } from 'playwright-core';
import { Complaints, launchChromium } from './chromium.ts';
import { Api, register } from './person.ts';
import type { Stack } from './stack.ts';

/** Somebody who has just registered, in a browser of their own. */
export interface Newcomer {
  stack: Stack;
  page: Page;
  api: Api;
  complaints: Complaints;
  /** Closes the browser and stops the product. */
  leave(): Promise<void>;
}

/** Registers at a product that is being started; whatever fails, nothing is left running. */
export async function welcome(chromium: string, email: string, starting: Promise<Stack>): Promise<Newcomer> {
  const [stack, browser] = await Promise.all([starting, launchChromium(chromium)]);
  const leave = async () => {
    await browser.close();
    await stack.stop();
  };
  try {
    const complaints = new Complaints();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await complaints.watch(context);
    const page = await context.newPage();
    await register(page, stack.address, email);
    return { stack, page, api: new Api(context, stack.address), complaints, leave };
  } catch (error) {
    await leave();
    throw error;
  }
}
