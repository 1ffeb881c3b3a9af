'use client';
import type { EpisodeDetail } from '@twin/shared/dto/decision';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatCounted } from '../../ui/format/number.ts';
import { formatDuration, formatTime } from '../../ui/format/time.ts';
import { ChartPlaceholder } from './ChartPlaceholder.tsx';
import { positionThen } from './positionThen.ts';

const PriceChart = lazy(() => import('./PriceChart.tsx'));

/** Time that a bar stays while the replay plays. */
const BAR_STAYS_MS = 200;

interface ReplayProps {
  detail: EpisodeDetail & { barMs: number };
  zone: string;
}

/** The prices over a position, to be gone through bar by bar: at each place only what was known then. */
export function Replay({ detail: { episode, candles, fills, barMs, isCut }, zone }: ReplayProps) {
  const replay = useReplay(candles.length);
  const last = candles[replay.shown - 1];
  const until = last ? Date.parse(last.ts) + barMs : 0;
  const known = fills.filter(({ ts }) => Date.parse(ts) < until);
  const position = positionThen(episode, known, until);
  const words = `${formatCount(known.length)} of ${formatCounted(fills.length, 'fill')}; position ${position}`;
  return (
    <div className="flex flex-col gap-3">
      <Suspense fallback={<ChartPlaceholder />}>
        <PriceChart
          candles={candles}
          fills={fills}
          barMs={barMs}
          zone={zone}
          shown={replay.shown}
          label={`Prices of ${episode.symbol}, ${candles.length} bars of ${formatDuration(barMs)}; the table below has every fill`}
        />
      </Suspense>
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={replay.toggle} aria-pressed={replay.isPlaying}>
          {replay.isPlaying ? 'Pause' : 'Replay'}
        </Button>
        <input
          type="range"
          aria-label="Bars shown"
          aria-valuetext={last ? `${formatTime(last.ts, zone)}: ${words}` : words}
          min={1}
          max={candles.length}
          value={replay.shown}
          onChange={(event) => replay.show(Number(event.currentTarget.value))}
          className="min-w-40 flex-1 accent-accent"
        />
        <span className="text-xs text-muted">
          {last && formatTime(last.ts, zone).slice(0, 16)} · {words}
        </span>
      </div>
      <Legend barMs={barMs} bars={candles.length} isCut={isCut} />
    </div>
  );
}

function Legend({ barMs, bars, isCut }: { barMs: number; bars: number; isCut: boolean }) {
  return (
    <p className="text-2xs text-muted">
      Bars of {formatDuration(barMs)}
      {isCut && `, the first ${formatCount(bars)} of them`}. ▲ your buys, ▼ your sells. Drawn with{' '}
      <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer" className="underline">
        TradingView Lightweight Charts™
      </a>
      .
    </p>
  );
}

/** All bars are shown until the replay begins, which starts at the first one. */
function useReplay(bars: number) {
  const [shown, setShown] = useState(bars);
  const [isPlaying, setPlaying] = useState(false);
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => setShown((place) => Math.min(place + 1, bars)), BAR_STAYS_MS);
    return () => clearInterval(timer);
  }, [isPlaying, bars]);
  const isAtEnd = shown >= bars;
  return {
    shown,
    isPlaying: isPlaying && !isAtEnd,
    show: (place: number) => {
      setPlaying(false);
      setShown(place);
    },
    toggle: () => {
      const isRunning = isPlaying && !isAtEnd;
      if (!isRunning && isAtEnd) setShown(1);
      setPlaying(!isRunning);
    },
  };
}
