import type { Page } from 'playwright-core';

export interface Screen {
  name: string;
  path: string;
  /** What one does there first; also waits until there is something to see. */
  show: (page: Page) => Promise<unknown>;
}

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, exact: true }).waitFor();

/** What a server must be started with to have every screen. */
export const SCREEN_VARIABLES = { BROKERS_CCXT: 'bitstamp' };

/** Every screen with the demo's data: what the tour pictures and the checks of access go through. */
export const SCREENS: readonly Screen[] = [
  {
    name: 'dashboard',
    path: '/',
    show: heading('You beside your twin'),
  },
  { name: 'patterns', path: '/', show: (page) => scrollTo(page, 'Patterns week by week') },
  { name: 'cost', path: '/', show: (page) => scrollTo(page, 'What each pattern cost, or brought') },
  { name: 'outcomes', path: '/', show: (page) => scrollTo(page, 'Hours of the week') },
  {
    name: 'trades',
    path: '/trades',
    show: (page) => page.getByRole('grid').getByRole('row').nth(5).waitFor(),
  },
  { name: 'decision', path: '/trades?label=any', show: openDecision },
  {
    name: 'positions',
    path: '/positions',
    show: (page) => page.getByRole('table', { name: 'Positions' }).waitFor(),
  },
  { name: 'position', path: '/positions?outcome=loss', show: openPosition },
  { name: 'rules', path: '/rules', show: heading('Make a rule') },
  {
    name: 'rule',
    path: '/rules?pattern=revenge_trade',
    show: (page) => page.getByRole('region', { name: 'Back-test' }).waitFor(),
  },
  {
    name: 'digest',
    path: '/digest',
    show: (page) => page.getByRole('heading', { name: /^Week of/ }).waitFor(),
  },
  { name: 'imports', path: '/imports', show: heading('Imports') },
  { name: 'settings', path: '/settings', show: heading('Settings') },
  { name: 'brokers', path: '/settings', show: connect('Coinbase', 'Private key') },
  { name: 'bitstamp', path: '/settings', show: connect('Bitstamp', 'API key') },
  { name: 'security', path: '/settings', show: (page) => bringUp(page, 'Sessions') },
  { name: 'privacy', path: '/privacy', show: heading('In plain words') },
  { name: 'leaving', path: '/privacy', show: (page) => bringUp(page, 'Leave') },
  { name: 'forgotten', path: '/sign-in?mode=forgotten', show: heading('Choose a new password') },
  { name: 'reset', path: '/reset#token', show: heading('Choose a new password') },
  {
    name: 'chat',
    path: '/chat',
    show: (page) => page.getByRole('button', { name: 'Show the evidence' }).last().waitFor(),
  },
  { name: 'chat-evidence', path: '/chat', show: openEvidence },
  { name: 'simulation', path: '/chat', show: openSimulation },
  { name: 'palette', path: '/', show: openPalette },
];

/** Scrolls as a reader does, since what is far below comes only then. */
async function scrollTo(page: Page, name: string): Promise<void> {
  const found = page.getByRole('heading', { name, exact: true });
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  for (let turn = 0; turn < 40 && !(await found.isVisible()); turn += 1) {
    await page.mouse.move((page.viewportSize()?.width ?? 0) * 0.6, 400);
    await page.mouse.wheel(0, 400);
    await page.waitForLoadState('networkidle');
  }
  await found.evaluate((element) => element.scrollIntoView({ block: 'start' }));
}

async function bringUp(page: Page, name: string): Promise<void> {
  const found = page.getByRole('heading', { name, exact: true });
  await found.waitFor();
  await found.evaluate((element) => element.scrollIntoView({ block: 'start' }));
}

function connect(title: string, field: string) {
  return async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: `Connect ${title}` }).click();
    await page.getByLabel(field, { exact: true }).waitFor();
    await bringUp(page, 'Brokers');
  };
}

async function openDecision(page: Page): Promise<void> {
  await page.getByRole('grid').getByRole('row').nth(1).getByRole('link').click();
  await page
    .getByRole('complementary', { name: 'Decision' })
    .getByRole('heading', { name: 'Fills' })
    .waitFor();
}

async function openPosition(page: Page): Promise<void> {
  await page.getByRole('table', { name: 'Positions' }).getByRole('link').first().click();
  await page.getByRole('slider', { name: 'Bars shown' }).waitFor();
  await page
    .getByRole('img', { name: /^Prices of/ })
    .locator('canvas')
    .first()
    .waitFor();
}

async function openEvidence(page: Page): Promise<void> {
  const message = page.locator('[data-message]').last();
  await message.getByRole('button', { name: 'Show the evidence' }).click();
  await message.getByRole('heading', { name: 'Fills' }).waitFor();
  await message.evaluate((element) => element.scrollIntoView({ block: 'start' }));
}

async function openSimulation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'What if I had held?' }).last().click();
  await page.getByRole('table', { name: 'Difference by horizon' }).waitFor();
}

async function openPalette(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('t');
  await page.getByRole('option').first().waitFor();
}
