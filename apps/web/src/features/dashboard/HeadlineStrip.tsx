'use client';
import { wilson } from '@twin/engine/stats/wilson';
import type { AccountSummary, QuoteSummary } from '@twin/shared/dto/account';
import type { ReactNode } from 'react';
import { Money } from '../../ui/figures.tsx';
import { formatCount, formatPercent, formatStatistic } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { useSettings } from '../shell/session.ts';

/** The figures that are asked for first, one strip per quote asset: amounts of different assets are never added. */
export function HeadlineStrip({ summary }: { summary: AccountSummary }) {
  const display = useSettings().data?.displayAsset ?? null;
  const ordered = summary.byQuote.toSorted(
    (a, b) => Number(b.asset === display) - Number(a.asset === display),
  );
  return ordered.map((quote, index) => (
    <Panel
      key={quote.asset}
      title={`Result in ${quote.asset}`}
      note={index === 0 ? `${formatCount(summary.trades)} fills in all assets` : undefined}
    >
      <QuoteFigures quote={quote} />
    </Panel>
  ));
}

function QuoteFigures({ quote }: { quote: QuoteSummary }) {
  const { asset, episodes } = quote;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-[1.5fr_repeat(5,1fr)]">
      <Figure name="Net result" detail={`realised, after fees in ${asset}`} isLarge>
        <Money amount={quote.realisedPnl} asset={asset} isResult isAssetNamed />
      </Figure>
      <Figure name="Costs" detail={`fees in ${asset}, part of the net`}>
        <Money amount={quote.fees} asset={asset} isAssetNamed />
      </Figure>
      <Figure name="Open positions" detail="unrealised, last price">
        <Money amount={quote.unrealisedPnl} asset={asset} isResult isAssetNamed />
      </Figure>
      <Figure name="Win rate" detail={describeWinRate(quote)}>
        {quote.winRate === null ? <Unknown /> : formatPercent(quote.winRate)}
      </Figure>
      <Figure name="Profit factor" detail={`gains ÷ losses, n = ${formatCount(episodes)}`}>
        {quote.profitFactor === null ? <Unknown /> : formatStatistic(quote.profitFactor)}
      </Figure>
      <Figure name="Deepest drawdown" detail="from an earlier high">
        <Money amount={quote.maxDrawdown} asset={asset} isAssetNamed />
      </Figure>
    </dl>
  );
}

function describeWinRate({ winRate, episodes }: QuoteSummary): string {
  if (episodes === 0) return 'no closed position yet';
  const interval = winRate === null ? null : wilson(winRate * episodes, episodes);
  if (!interval) return `results unknown, n = ${formatCount(episodes)}`;
  const range = `${formatPercent(interval.low)} to ${formatPercent(interval.high)}`;
  return `${range}, n = ${formatCount(episodes)}`;
}

interface FigureProps {
  name: string;
  /** What it counts, its n and its interval. */
  detail: string;
  isLarge?: boolean;
  children: ReactNode;
}

function Figure({ name, detail, isLarge = false, children }: FigureProps) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd>
        <span className={`block font-semibold tracking-tight ${isLarge ? 'text-xl' : 'text-lg'}`}>
          {children}
        </span>
        <span className="block text-xs text-muted">{detail}</span>
      </dd>
    </div>
  );
}

function Unknown() {
  return <span className="text-muted">–</span>;
}
