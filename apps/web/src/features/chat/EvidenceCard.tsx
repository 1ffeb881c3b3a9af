'use client';
import { useQuery } from '@tanstack/react-query';
import type { DecisionDto } from '@twin/shared/dto/decision';
import Link from 'next/link';
import { Average, SideMark } from '../../ui/figures.tsx';
import { formatExact } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { useZone } from '../shell/session.ts';
import { DecisionCandles } from '../trades/DecisionCandles.tsx';
import { decisionQuery } from '../trades/decisionQuery.ts';
import { FillList } from '../trades/FillList.tsx';
import { TagEvidence } from '../trades/TagEvidence.tsx';

interface EvidenceCardProps {
  decisionId: string;
  label: string;
}

/** What a reflection rests on: the measured facts with their weight, the prices around it, the fills. */
export function EvidenceCard({ decisionId, label }: EvidenceCardProps) {
  const decision = useQuery(decisionQuery(decisionId));
  if (decision.isPending) return <Skeleton lines={5} label="Loading the evidence" />;
  if (decision.isError) return <ErrorState error={decision.error} onRetry={() => void decision.refetch()} />;
  return <Evidence decision={decision.data} label={label} />;
}

function Evidence({ decision, label }: { decision: DecisionDto; label: string }) {
  const zone = useZone();
  const tags = decision.tags.filter((tag) => tag.label === label);
  return (
    <div className="flex flex-col gap-4 rounded-md bg-raised p-3">
      <p className="text-sm">
        <strong className="font-semibold">
          <SideMark side={decision.side} /> {formatExact(decision.qty)} {decision.symbol}
        </strong>{' '}
        <span className="text-muted">
          at <Average price={decision.vwap} /> on average · {formatTime(decision.ts, zone)} ({zone})
        </span>
      </p>
      {tags.length === 0 && (
        <p className="text-sm">With what is known today, this pattern is no longer found in the decision.</p>
      )}
      {tags.map((tag) => (
        <div key={tag.id} className="bg-surface">
          <TagEvidence tag={tag} />
        </div>
      ))}
      {decision.candles.length > 0 ? (
        <DecisionCandles decision={decision} zone={zone} />
      ) : (
        <p className="text-xs text-muted">
          No prices around this decision are known, so it was judged without them.{' '}
          <Link
            href={`/imports?candles=${encodeURIComponent(decision.symbol)}#candles`}
            className="text-accent underline"
          >
            Upload candles of {decision.symbol}
          </Link>
        </p>
      )}
      <FillList fills={decision.fills} zone={zone} />
      <Link
        href={`/trades?id=${encodeURIComponent(decision.id)}`}
        className="self-start text-xs text-accent underline"
      >
        Open it among your trades
      </Link>
    </div>
  );
}
