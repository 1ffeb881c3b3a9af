'use client';
import { wilson } from '@twin/engine/stats/wilson';
import type { AccountSummary, QuoteSummary, SymbolSummary } from '@twin/shared/dto/account';
import { decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import type { ReactNode } from 'react';
import { Money } from '../../ui/figures.tsx';
import { formatCount, formatCounted, formatPercent, formatStatistic } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { tradesAddress } from './tradesAddress.ts';

interface HeadlineStripProps {
  quote: QuoteSummary;
  summary: AccountSummary;
  account: string | undefined;
}

/** The figures that are asked for first, for one quote asset: amounts of different assets are never added. */
export function HeadlineStrip({ quote, summary, account }: HeadlineStripProps) {
  const { asset, episodes } = quote;
  const symbols = summary.bySymbol?.filter((line) => line.asset === asset) ?? [];
  return (
    <Panel title={`Result in ${asset}`} note="Exact; realised amounts are of what has been closed.">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-5">
        <Figure name="Net result" detail={`realised, after fees in ${asset}`} isLarge>
          <Money amount={quote.realisedPnl} asset={asset} isResult isAssetNamed />
        </Figure>
        <Figure name="Before fees" detail="realised">
          <Money amount={grossOf(symbols)} asset={asset} isResult isAssetNamed />
        </Figure>
        <Figure name="Fees" detail="of all fills, open positions too">
          <Money amount={quote.fees} asset={asset} isAssetNamed />
        </Figure>
        {quote.funding !== undefined && decimal(quote.funding) !== ZERO && (
          <Figure name="Funding" detail="part of the net result">
            <Money amount={quote.funding} asset={asset} isAssetNamed />
          </Figure>
        )}
        <Figure name="Open positions" detail="unrealised, last price">
          <Money amount={quote.unrealisedPnl} asset={asset} isResult isAssetNamed />
        </Figure>
        <Figure name="Trades" detail={`fills, ${formatCounted(episodes, 'closed position')}`}>
          <QuietLink href={tradesAddress({ account })} className="hover:underline">
            {formatCount(symbols.reduce((sum, { fills }) => sum + fills, 0))}
          </QuietLink>
        </Figure>
        <WinRates quote={quote} />
        <Figure name="Profit factor" detail={`gains ÷ losses, n = ${formatCount(quote.knownEpisodes)}`}>
          {quote.profitFactor === null ? <Unknown /> : formatStatistic(quote.profitFactor)}
        </Figure>
        <Figure name="Deepest drawdown" detail="from an earlier high">
          <Money amount={quote.maxDrawdown} asset={asset} isAssetNamed />
        </Figure>
      </dl>
    </Panel>
  );
}

/** The share of winners twice: of all, and of those that ended further from zero than their own fees. */
function WinRates({ quote }: { quote: QuoteSummary }) {
  const { winRate, decidedWinRate, knownEpisodes, breakEven } = quote;
  return (
    <>
      <Figure name="Win rate" detail={describeRate(winRate, knownEpisodes)}>
        {winRate === null ? <Unknown /> : formatPercent(winRate)}
      </Figure>
      <Figure
        name="Without break-even"
        detail={describeRate(decidedWinRate, knownEpisodes - breakEven)}
        title={`${formatCount(breakEven)} of ${formatCount(knownEpisodes)} ended no further from zero than their own fees`}
      >
        {decidedWinRate === null ? <Unknown /> : formatPercent(decidedWinRate)}
      </Figure>
    </>
  );
}

/** Wilson's 95% interval and the n that it belongs to. */
function describeRate(rate: number | null, n: number): string {
  const interval = rate === null ? null : wilson(Math.round(rate * n), n);
  if (!interval) return 'no closed position of known result';
  const range = `${formatPercent(interval.low)} to ${formatPercent(interval.high)}`;
  return `${range}, n = ${formatCount(n)}`;
}

function grossOf(symbols: readonly SymbolSummary[]): string | null {
  if (symbols.length === 0) return null;
  return formatDecimal(symbols.reduce((sum, line) => sum + decimal(line.realisedPnlGross), ZERO));
}

interface FigureProps {
  name: string;
  /** What it counts, its n and its interval. */
  detail: string;
  title?: string;
  isLarge?: boolean;
  children: ReactNode;
}

function Figure({ name, detail, title, isLarge = false, children }: FigureProps) {
  return (
    <div className="min-w-0" title={title}>
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
