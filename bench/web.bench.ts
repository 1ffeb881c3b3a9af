import lighthouse, { desktopConfig } from 'lighthouse';
import { fillFiles } from '../e2e/support/fills.ts';
import { scriptsNamedBy, zippedKilobytes } from '../e2e/support/firstScripts.ts';
import { dropFile, register } from '../e2e/support/person.ts';
import { type Bench, type Figure, median, rounded } from './figure.ts';
import { enterDemo, openProduct, type ProductInBrowser } from './productInBrowser.ts';

const FLOORS = { performance: 95, accessibility: 100, 'best-practices': 100 } as const;
type Category = keyof typeof FLOORS;
const CATEGORIES = Object.keys(FLOORS) as Category[];

/**
 * web.insight: from the drop of a file to the verdicts of its patterns; web.js: what the dashboard's page names as
 * scripts, gzip; web.lighthouse: the demo dashboard, judged.
 */
const bench: Bench = async ({ smoke }) => {
  const product = await openProduct();
  try {
    const figures = [await firstInsight(product)];
    await enterDemo(product);
    figures.push(await firstLoad(product));
    const runs = smoke ? 1 : 5;
    figures.push(...(await judged(product, 'desktop', runs)));
    figures.push(...(await judged(product, 'mobile', runs)));
    return smoke ? figures.map((figure) => ({ ...figure, smoke: true as const })) : figures;
  } finally {
    await product.close();
  }
};
export default bench;

/** A new person drops a file of 1,400 fills on the imports page, imports it, and opens the overview. */
async function firstInsight({ context, address }: ProductInBrowser): Promise<Figure> {
  const page = await context.newPage();
  await register(page, address, 'insight@example.org');
  await page.goto(`${address}/imports`);
  const [file] = fillFiles();
  await page.getByText('Drop your trade files here').waitFor();
  const begun = performance.now();
  await dropFile(page, file.name, file.text);
  await page.getByText(/trades? stored and checked for patterns/).waitFor({ timeout: 120_000 });
  await page.getByRole('link', { name: 'Overview' }).first().click();
  const verdicts = page.getByRole('region', { name: 'Patterns', exact: true }).getByRole('listitem');
  await verdicts.first().waitFor({ timeout: 120_000 });
  const seconds = (performance.now() - begun) / 1_000;
  await page.close();
  await context.clearCookies();
  return {
    name: 'web.insight',
    value: rounded(seconds),
    unit: 's',
    floor: 10,
    better: 'lower',
    n: 1,
    durationMs: Math.round(seconds * 1_000),
    note: file.name,
  };
}

/** The scripts named by the page; beside them all that is fetched until the page rests. */
async function firstLoad(product: ProductInBrowser): Promise<Figure> {
  const begun = performance.now();
  const named = await scriptsNamedBy('index.html');
  const whole = await scriptsUntilRest(product);
  const later = whole.filter((path) => !named.includes(path));
  return {
    name: 'web.js',
    value: rounded(await zippedKilobytes(named)),
    unit: 'kB',
    floor: 200,
    better: 'lower',
    n: named.length,
    durationMs: Math.round(performance.now() - begun),
    note: `${rounded(await zippedKilobytes(later))} kB in ${later.length} files come after it: the curve, schemas, and what links fetch ahead`,
  };
}

async function scriptsUntilRest({ context, address }: ProductInBrowser): Promise<string[]> {
  const page = await context.newPage();
  const paths = new Set<string>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') paths.add(new URL(request.url()).pathname);
  });
  await page.goto(`${address}/`);
  await page.getByRole('slider', { name: /^Equity in/ }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.close();
  return [...paths];
}

/** The middle of several runs: one run on a busy machine says little. */
async function judged(
  { address, debuggingPort }: ProductInBrowser,
  device: 'desktop' | 'mobile',
  runs: number,
): Promise<Figure[]> {
  const begun = performance.now();
  const scores = new Map<Category, number[]>(CATEGORIES.map((category) => [category, []]));
  const notes: string[] = [];
  for (let run = 0; run < runs; run += 1) {
    const result = await lighthouse(
      `${address}/`,
      { port: debuggingPort, onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: 'error' },
      device === 'desktop' ? desktopConfig : undefined,
    );
    if (!result) throw new Error('Lighthouse gave no result');
    const { categories, audits } = result.lhr;
    for (const category of CATEGORIES) scores.get(category)?.push((categories[category]?.score ?? 0) * 100);
    const said = (id: string) => audits[id]?.displayValue;
    // Lighthouse's own measure of the machine at that moment: runs of a small computation, the more the faster.
    notes.push(
      `${said('largest-contentful-paint')} to the largest paint, ${said('total-blocking-time')} blocked, shift ${said('cumulative-layout-shift')}, machine ${Math.round(result.lhr.environment.benchmarkIndex)}`,
    );
  }
  return CATEGORIES.map((category) => ({
    name: `web.lighthouse:${category}${device === 'desktop' ? '' : ':mobile'}`,
    value: rounded(median(scores.get(category) ?? [])),
    unit: 'of 100',
    floor: device === 'desktop' ? FLOORS[category] : null,
    better: 'higher' as const,
    n: runs,
    durationMs: Math.round(performance.now() - begun),
    ...(category === 'performance' ? { note: notes.join('; ') } : {}),
  }));
}
