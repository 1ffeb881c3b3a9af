import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { returnRows } from '../src/features/dashboard/outcomeRows.ts';
import { BarChart } from '../src/ui/charts/BarChart.tsx';
import { CountChart } from '../src/ui/charts/CountChart.tsx';
import { EquityChart } from '../src/ui/charts/EquityChart.tsx';
import { ScatterChart } from '../src/ui/charts/ScatterChart.tsx';
import { formatCompact } from '../src/ui/format/number.ts';
import { OUTCOMES } from './dashboardSamples.ts';

/** Of the small text of an axis: about half of its height. */
const LETTER_PX = 6;
const EDGES = [-0.5, -0.2, -0.1, -0.05, -0.02, -0.01, -0.005, 0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** happy-dom lays nothing out. */
function drawn(width: number, chart: React.ReactNode) {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(width);
  const { container } = render(chart);
  return {
    texts: [...container.querySelectorAll('svg text[y]')].map(spanOf),
    ticks: [...container.querySelectorAll('svg line.stroke-edge:not([stroke-dasharray])')].map((tick) =>
      Number(tick.getAttribute('x1')),
    ),
    paths: [...container.querySelectorAll('svg path')].map((path) => path.getAttribute('d') ?? ''),
  };
}

function spanOf(text: Element) {
  const [x, y] = ['x', 'y'].map((name) => Number(text.getAttribute(name)));
  const width = (text.textContent?.length ?? 0) * LETTER_PX;
  const before =
    { start: 0, middle: width / 2, end: width }[text.getAttribute('text-anchor') ?? 'start'] ?? 0;
  return { y: y ?? 0, from: (x ?? 0) - before, to: (x ?? 0) - before + width };
}

it.each([320, 400, 480, 560, 1100])('no two names of bars overlap at %d px', (width) => {
  const returns = [...EDGES, null].map((to, at) => ({ from: EDGES[at - 1] ?? null, to, episodes: 1 }));
  const rows = returnRows({ ...OUTCOMES, returns }, { asset: 'USD', account: undefined });
  const { texts } = drawn(
    width,
    <BarChart label="Returns" columns={['Return', 'Positions']} rows={rows} formatTick={formatCompact} />,
  );
  const names = texts.filter(({ y }) => y === Math.max(...texts.map((text) => text.y)));
  expect(names.length).toBeGreaterThan(2);
  const gaps = names.slice(1).map(({ from }, place) => from - (names[place]?.to ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(0);
});

it('the first and the last name stand at their bars, marked, and inside the drawing', () => {
  const rows = Array.from({ length: 13 }, (_, place) => ({
    ...{ key: `${place}`, name: `bar number ${place}`, texts: ['1'], count: 1, tone: 'gain' as const },
  }));
  const { texts, ticks } = drawn(
    300,
    <BarChart label="Bars" columns={['Bar', 'Positions']} rows={rows} formatTick={formatCompact} />,
  );
  const names = texts.filter(({ y }) => y === Math.max(...texts.map((text) => text.y)));
  expect([names[0]?.from, names.at(-1)?.to]).toEqual([0, 300]);
  const step = 300 / 13;
  expect([ticks[0], ticks.at(-1)]).toEqual([step / 2, 12.5 * step]);
  names.forEach(({ from, to }, place) => {
    expect(ticks[place]).toBeGreaterThan(from);
    expect(ticks[place]).toBeLessThan(to);
  });
});

it.each([40, 120, 200, 294, 360, 700])('no two weeks overlap at %d px', (width) => {
  const rows = countRows(20, () => 1);
  const { texts } = drawn(width, <Counts rows={rows} />);
  const names = texts.filter(({ y }) => y > 44);
  expect(names.length).toBeGreaterThan(0);
  const gaps = names.slice(1).map(({ from }, place) => from - (names[place]?.to ?? 0));
  expect(Math.min(1, ...gaps)).toBeGreaterThan(0);
});

it('the cursor says a count of none; of many lanes it says those with some, or that there is none', () => {
  const bars = ['0', '3'].map((text, place) => ({
    ...{ key: text, name: `bar ${place}`, texts: [text], count: Number(text), tone: 'gain' as const },
  }));
  drawn(300, <BarChart label="Bars" columns={['Bar', 'Positions']} rows={bars} formatTick={formatCompact} />);
  expect(wordsAt('Home')).toBe('bar 0, Positions 0');
  cleanup();
  drawn(300, <Counts rows={countRows(2, (week) => week * 2)} />);
  expect(wordsAt('Home')).toBe('2025-03-01, none');
  expect(wordsAt('End')).toBe('2025-03-02, Second 2');
});

function wordsAt(key: 'Home' | 'End'): string | null {
  const slider = screen.getByRole('slider');
  fireEvent.keyDown(slider, { key });
  return slider.getAttribute('aria-valuetext');
}

function countRows(weeks: number, countOf: (week: number) => number) {
  return Array.from({ length: weeks }, (_, week) => ({
    key: `${week}`,
    name: `2025-03-${String(week + 1).padStart(2, '0')}`,
    texts: ['0', String(countOf(week))],
    bars: [0, countOf(week)].map((count) => ({ count, share: 0.5 })),
  }));
}

function Counts({ rows }: { rows: ReturnType<typeof countRows> }) {
  const lanes = ['First', 'Second'];
  return <CountChart label="Counts" columns={['Week', ...lanes]} rows={rows} lanes={lanes} height="h-50" />;
}

it('a curve begins right of the values of its axis', () => {
  const rows = [0, -900, -2_100].map((actual, day) => ({
    ...{ key: `${day}`, name: `2025-03-0${day + 1}`, texts: [] },
    ...{ actual, twin: actual / 2, drawdown: -actual },
  }));
  const { texts, paths } = drawn(
    600,
    <EquityChart label="Equity" columns={['Day', 'You']} rows={rows} formatTick={formatCompact} />,
  );
  const values = texts.filter(({ from }) => from === 0);
  expect(values.length).toBeGreaterThan(1);
  const starts = paths.map((path) => Number(/^M([\d.]+)/.exec(path)?.[1]));
  expect(Math.min(...starts)).toBeGreaterThan(Math.max(...values.map(({ to }) => to)));
});

it('the pointer meets the dot that it stands on', () => {
  const rows = Array.from({ length: 11 }, (_, x) => ({
    ...{ key: `${x}`, name: `dot ${x}`, texts: [], x, y: x, isGain: true },
  }));
  drawn(
    300,
    <ScatterChart
      label="Dots"
      columns={['Dot']}
      rows={rows}
      formatTick={formatCompact}
      names={{ gain: 'gain', loss: 'loss' }}
    />,
  );
  const slider = screen.getByRole('slider');
  vi.spyOn(slider, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 300, 240));
  const dots = [...slider.querySelectorAll('circle')].slice(0, rows.length);
  const met = dots.map((dot) => {
    fireEvent.pointerMove(slider, { clientX: Number(dot.getAttribute('cx')) });
    return slider.getAttribute('aria-valuetext');
  });
  expect(met).toEqual(rows.map(({ name }) => name));
});
