'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AssetCost } from '@twin/shared/dto/bias';
import type { RuleSpec } from '@twin/shared/dto/rule';
import type { BacktestResult } from '@twin/shared/dto/simulation';
import { keys } from '../../lib/api/keys.ts';
import { askBacktest } from '../../lib/api/rules.ts';
import { fetchSimulation, type Simulation } from '../../lib/api/simulations.ts';
import { Money } from '../../ui/figures.tsx';
import { formatCount, formatCounted } from '../../ui/format/number.ts';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';

/** The stream says when a waiting one is done; asking is the net under it. */
const NET_POLL_MS = 2000;
const EXAMPLES = 5;
/** Fewer blocked ones than this say little, whatever they would have changed. */
const FEW = 20;

/** What the rule would have done to the history so far. */
export function BacktestReport({ rule }: { rule: RuleSpec }) {
  const backtest = useBacktest(rule);
  if (backtest.isError) {
    return <ErrorState error={backtest.error} onRetry={() => void backtest.refetch()} />;
  }
  const { data } = backtest;
  if (!data || data.status === 'queued') return <Skeleton lines={3} label="Going through your history" />;
  if (!data.backtest) return <Notice tone="warning">{data.reason ?? 'There is no result.'}</Notice>;
  return (
    <Outcome result={data.backtest} unit={rule.kind === 'stop_required_by_mae' ? 'position' : 'decision'} />
  );
}

function useBacktest(rule: RuleSpec) {
  const client = useQueryClient();
  const queryKey = [...keys.backtests, rule];
  return useQuery({
    queryKey,
    queryFn: () => {
      const known = client.getQueryData<Simulation>(queryKey);
      return known?.status === 'queued' ? fetchSimulation(known.id) : askBacktest(rule);
    },
    refetchInterval: ({ state }) => (state.data?.status === 'queued' ? NET_POLL_MS : false),
  });
}

/** What the rule is about, and so what is counted. */
type Unit = 'decision' | 'position';

function Outcome({ result, unit }: { result: BacktestResult; unit: Unit }) {
  const { checked, blocked, blockedWinners, unknown, changes, examples } = result;
  return (
    <section aria-label="Back-test" className="flex flex-col gap-2 rounded-md border p-3 text-sm">
      <p>
        Of {formatCounted(checked, unit)} that it concerns it would have changed{' '}
        <strong className="font-semibold">{formatCount(blocked)}</strong>, {formatCount(blockedWinners)} of
        them winners.
        {unknown > 0 && ` For ${formatCount(unknown)} it cannot be said (no candles, or an unknown cost).`}
      </p>
      {changes.map((change) => (
        <ChangeLine key={change.asset} change={change} />
      ))}
      <Caution result={result} unit={unit} />
      {examples.length > 0 && (
        <p className="text-xs text-muted">
          The last ones:{' '}
          {examples.slice(-EXAMPLES).map((id, place) => (
            <QuietLink
              key={id}
              href={`/trades?id=${encodeURIComponent(id)}`}
              className="mr-2 text-accent underline"
            >
              {place + 1}
            </QuietLink>
          ))}
        </p>
      )}
    </section>
  );
}

function ChangeLine({ change }: { change: AssetCost }) {
  const { asset, value, ciLow, ciHigh, isMeasurable, unpricedFees } = change;
  return (
    <p>
      Your result would have been <Money amount={value} asset={asset} isResult /> different
      {ciLow !== null && ciHigh !== null && (
        <>
          , likely between <Money amount={ciLow} asset={asset} isResult /> and{' '}
          <Money amount={ciHigh} asset={asset} isResult />
        </>
      )}
      {isMeasurable ? '.' : ': no measurable difference in this period.'}
      {unpricedFees.map((fee) => (
        <span key={fee.asset} className="block text-xs text-muted">
          Without <Money amount={fee.amount} asset={fee.asset} /> of fees that have no rate.
        </span>
      ))}
    </p>
  );
}

/** Any rule can be made to fit a past: what speaks against trusting this one. */
function Caution({ result, unit }: { result: BacktestResult; unit: Unit }) {
  const { blocked, halves, changes, isSplit } = result;
  const [main] = changes;
  if (!main) return null;
  const [early, late] = halves.map((half) => half.find(({ asset }) => asset === main.asset)?.value ?? '0');
  return (
    <>
      <p className="text-xs text-muted">
        First half of your history <Money amount={early ?? '0'} asset={main.asset} isResult />, second half{' '}
        <Money amount={late ?? '0'} asset={main.asset} isResult />.
      </p>
      {isSplit && (
        <Notice tone="warning">
          It helped in one half and hurt in the other. A rule that fits only part of a history is most often
          luck.
        </Notice>
      )}
      {blocked > 0 && blocked < FEW && (
        <Notice tone="warning">Only {formatCounted(blocked, unit)}: expect another result next time.</Notice>
      )}
    </>
  );
}
