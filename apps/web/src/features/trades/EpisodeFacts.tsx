import type { EpisodeDto } from '@twin/shared/dto/decision';
import type { ReactNode } from 'react';
import { Average, Held, Money } from '../../ui/figures.tsx';
import { formatExact, formatPercent } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { EpisodeResult } from './EpisodeResult.tsx';

/** The position that the decision belongs to, from flat to flat or still open. */
export function EpisodeFacts({ episode, zone }: { episode: EpisodeDto; zone: string }) {
  return (
    <section>
      <h3 className="pb-1.5 text-xs font-semibold text-muted">Its position, {episodeSpan(episode, zone)}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <Fact name="Result, fees paid">
          <EpisodeResult episode={episode} unknown="unknown: part of the cost is missing" />
        </Fact>
        <Fact name="Direction">{episode.side === 'long' ? 'Long' : 'Short'}</Fact>
        <Fact name="Opened">{formatTime(episode.openedAt, zone)}</Fact>
        <Fact name="Closed">{episode.closedAt ? formatTime(episode.closedAt, zone) : 'still open'}</Fact>
        <Fact name="Held">
          <Held closedAt={episode.closedAt} holdMs={episode.holdMs} />
        </Fact>
        <Fact name="Largest size">{formatExact(episode.qtyMax)}</Fact>
        <Fact name="Entry">
          {episode.entryPrice === null ? 'unknown' : <Average price={episode.entryPrice} />}
        </Fact>
        <Fact name="Exit">{episode.exitPrice === null ? '–' : <Average price={episode.exitPrice} />}</Fact>
        {episode.mae !== null && <Fact name="Worst on the way (MAE)">{formatPercent(episode.mae, 2)}</Fact>}
        {episode.mfe !== null && <Fact name="Best on the way (MFE)">{formatPercent(episode.mfe, 2)}</Fact>}
        {episode.funding !== undefined && (
          <Fact name="Funding, part of the result">
            <Money amount={episode.funding} asset={episode.asset} />
          </Fact>
        )}
        {episode.fees.map(({ asset: feeAsset, amount }) => (
          <Fact key={feeAsset} name="Fees">
            <Money amount={amount} asset={feeAsset} />
          </Fact>
        ))}
      </dl>
    </section>
  );
}

/** How far a position goes: an open one has no end yet. */
export function episodeSpan({ openedAt, closedAt }: EpisodeDto, zone: string): string {
  return closedAt === null ? `still open since ${formatTime(openedAt, zone)}` : 'from flat to flat';
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="text-right">{children}</dd>
    </>
  );
}
