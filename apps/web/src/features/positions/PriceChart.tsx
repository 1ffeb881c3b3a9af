'use client';
import type { CandleDto } from '@twin/shared/dto/decision';
import type { TradeRow } from '@twin/shared/dto/trade';
import { utcToWall } from '@twin/shared/primitives/zone';
import {
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { countedMarks, fillMarks } from './fillMarks.ts';

/** For reading off the axis; exact prices stand in the table. */
const PRICE = new Intl.NumberFormat('en', { maximumSignificantDigits: 8 });

/** Room that a count takes, that the prices at the right take, and the chart's own least width of a bar. */
const COUNT_PX = 24;
const SCALE_PX = 80;
const LEAST_BAR_PX = 0.5;

interface PriceChartProps {
  candles: readonly CandleDto[];
  /** Fills to mark; those of one side in one bar share a mark, which tells how many they are. */
  fills: readonly TradeRow[];
  barMs: number;
  zone: string;
  /** Bars from the left that are known so far. */
  shown: number;
  label: string;
}

interface Drawn {
  chart: IChartApi;
  series: ISeriesApi<'Candlestick'>;
  markers: ISeriesMarkersPluginApi<Time>;
}

/** Prices over the life of a position with its fills: below the bar for a buy, above it for a sell. */
export default function PriceChart({ candles, fills, barMs, zone, shown, label }: PriceChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  useEffect(() => {
    if (!frame.current) return;
    drawn.current = draw(frame.current);
    return () => {
      drawn.current?.chart.remove();
      drawn.current = null;
    };
  }, []);
  useEffect(() => {
    const { series, markers } = drawn.current ?? {};
    series?.setData(candles.slice(0, shown).map((candle) => barOf(candle, zone)));
    const last = candles[shown - 1];
    const until = last ? Date.parse(last.ts) + barMs : 0;
    markers?.setMarkers(
      markersOf(
        fills.filter(({ ts }) => Date.parse(ts) < until),
        candles,
        zone,
        frame.current,
      ),
    );
  }, [candles, fills, barMs, zone, shown]);
  useEffect(() => {
    if (candles.length > 0) drawn.current?.chart.timeScale().fitContent();
  }, [candles]);
  return <div ref={frame} role="img" aria-label={label} className="h-96 w-full" />;
}

function draw(frame: HTMLElement): Drawn {
  const color = (name: string) => colorOf(frame, name);
  const chart = createChart(frame, {
    autoSize: true,
    layout: {
      attributionLogo: false,
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: color('muted'),
      fontFamily: getComputedStyle(frame).fontFamily,
    },
    localization: { priceFormatter: (price: number) => PRICE.format(price) },
    grid: { vertLines: { visible: false }, horzLines: { color: color('line') } },
    rightPriceScale: { borderColor: color('line') },
    timeScale: { borderColor: color('line'), timeVisible: true },
  });
  const series = chart.addSeries(CandlestickSeries, {
    upColor: 'transparent',
    downColor: color('loss'),
    borderUpColor: color('gain'),
    borderDownColor: color('loss'),
    wickUpColor: color('gain'),
    wickDownColor: color('loss'),
  });
  return { chart, series, markers: createSeriesMarkers(series, []) };
}

/** A colour of the design language as the canvas understands it. */
function colorOf(frame: HTMLElement, name: string): string {
  frame.style.setProperty('color', `var(--color-${name})`);
  const { color } = getComputedStyle(frame);
  frame.style.removeProperty('color');
  return color;
}

/** The chart knows no zones: it is given the time on the wall. Prices are numbers for drawing only. */
function barOf({ ts, open, high, low, close }: CandleDto, zone: string) {
  return {
    time: wallTime(Date.parse(ts), zone),
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
  };
}

function wallTime(utc: number, zone: string): UTCTimestamp {
  return (utcToWall(utc, zone) / 1000) as UTCTimestamp;
}

/** About as wide as a bar is when all of them are to be seen. */
function barWidth({ clientWidth }: HTMLElement, bars: number): number {
  return Math.max(LEAST_BAR_PX, (clientWidth - SCALE_PX) / bars);
}

function markersOf(
  fills: readonly TradeRow[],
  candles: readonly CandleDto[],
  zone: string,
  frame: HTMLElement | null,
): SeriesMarker<Time>[] {
  if (!frame) return [];
  const color = colorOf(frame, 'accent');
  const begins = candles.map(({ ts }) => Date.parse(ts));
  const marks = fillMarks(fills, begins);
  const counted = countedMarks(marks, COUNT_PX / barWidth(frame, candles.length));
  return marks.map((mark) => {
    const { bar, side, count } = mark;
    const isBuy = side === 'buy';
    return {
      time: wallTime(begins[bar] ?? 0, zone),
      position: isBuy ? ('belowBar' as const) : ('aboveBar' as const),
      shape: isBuy ? ('arrowUp' as const) : ('arrowDown' as const),
      color,
      ...(counted.has(mark) && { text: `×${count}` }),
    };
  });
}
