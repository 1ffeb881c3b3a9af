import type { EpisodeDto } from '@twin/shared/dto/decision';
import { Money } from '../../ui/figures.tsx';

interface EpisodeResultProps {
  episode: Pick<EpisodeDto, 'realisedPnl' | 'closedAt' | 'asset'>;
  /** What to say of a closed position whose result is unknown. */
  unknown?: string;
}

/** What a position made; one that is still open has no result yet, only what its sales made so far. */
export function EpisodeResult({ episode, unknown = 'unknown' }: EpisodeResultProps) {
  const { realisedPnl, closedAt, asset } = episode;
  if (closedAt !== null) return <Money amount={realisedPnl} asset={asset} isResult unknown={unknown} />;
  if (realisedPnl === null || !/[1-9]/.test(realisedPnl)) return 'open';
  return (
    <>
      open, <Money amount={realisedPnl} asset={asset} isResult /> so far
    </>
  );
}
