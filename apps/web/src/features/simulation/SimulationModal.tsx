'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { DecisionDto } from '@twin/shared/dto/decision';
import { DECISION_SIMULATIONS, type DecisionSimulation } from '@twin/shared/dto/simulation';
import { useState } from 'react';
import { keys } from '../../lib/api/keys.ts';
import { askSimulation, fetchSimulation, type Simulation } from '../../lib/api/simulations.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Average, SideMark } from '../../ui/figures.tsx';
import { formatExact } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { CandleUpload } from '../market/CandleUpload.tsx';
import { useSession, useZone } from '../shell/session.ts';
import { decisionQuery } from '../trades/decisionQuery.ts';
import { KINDS } from './kinds.ts';
import { SimulationReport } from './SimulationReport.tsx';

interface SimulationModalProps {
  decisionId: string;
  onClose: () => void;
}

/** The stream says when a waiting simulation is done; asking is the net under it. */
const NET_POLL_MS = 2000;

/** What the decision would have become otherwise, beside what it became. */
export default function SimulationModal({ decisionId, onClose }: SimulationModalProps) {
  const decision = useQuery(decisionQuery(decisionId));
  const [kind, setKind] = useState<DecisionSimulation>('hold');
  const simulation = useSimulation(decisionId, kind);
  return (
    <Dialog title="What if you had …" isOpen isWide onClose={onClose}>
      <div className="flex flex-col gap-4" aria-live="polite">
        {decision.data && <DecisionLine decision={decision.data} />}
        <KindChoice kind={kind} onChoose={setKind} />
        {simulation.isError ? (
          <ErrorState error={simulation.error} onRetry={() => void simulation.refetch()} />
        ) : (
          <Outcome simulation={simulation.data} decision={decision.data} />
        )}
      </div>
    </Dialog>
  );
}

function KindChoice({
  kind,
  onChoose,
}: {
  kind: DecisionSimulation;
  onChoose: (kind: DecisionSimulation) => void;
}) {
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">Alternative</legend>
      {DECISION_SIMULATIONS.map((name) => (
        <Button
          key={name}
          look={name === kind ? 'primary' : 'plain'}
          aria-pressed={name === kind}
          onClick={() => onChoose(name)}
        >
          {KINDS[name].name}
        </Button>
      ))}
    </fieldset>
  );
}

function useSimulation(decisionId: string, kind: DecisionSimulation) {
  const client = useQueryClient();
  const queryKey = keys.simulation(decisionId, kind);
  return useQuery({
    queryKey,
    queryFn: () => {
      const known = client.getQueryData<Simulation>(queryKey);
      return known?.status === 'queued' ? fetchSimulation(known.id) : askSimulation(decisionId, kind);
    },
    refetchInterval: ({ state }) => (state.data?.status === 'queued' ? NET_POLL_MS : false),
  });
}

function DecisionLine({ decision }: { decision: DecisionDto }) {
  const zone = useZone();
  return (
    <p className="text-sm">
      <strong className="font-semibold">
        <SideMark side={decision.side} /> {formatExact(decision.qty)} {decision.symbol}
      </strong>{' '}
      <span className="text-muted">
        at <Average price={decision.vwap} /> on average · {formatTime(decision.ts, zone)}
      </span>
    </p>
  );
}

interface OutcomeProps {
  simulation: Simulation | undefined;
  decision: DecisionDto | undefined;
}

function Outcome({ simulation, decision }: OutcomeProps) {
  if (!simulation || simulation.status === 'queued') {
    return <Skeleton lines={5} label="Computing what would have been" />;
  }
  return (
    <>
      {simulation.result && decision && <SimulationReport result={simulation.result} decision={decision} />}
      {simulation.reason !== null && <Notice tone="warning">{simulation.reason}</Notice>}
      {decision && <MoreCandles decision={decision} isNeeded={simulation.result === null} />}
    </>
  );
}

/** Candles are what a simulation is made of: where they are missing, the way to more of them. */
function MoreCandles({ decision, isNeeded }: { decision: DecisionDto; isNeeded: boolean }) {
  const isDemo = useSession().data?.user.isDemo ?? false;
  if (isDemo) return null;
  const isOpen = isNeeded && decision.candles.length === 0;
  return (
    <details open={isOpen} className="rounded-md border px-3 py-2">
      <summary className="text-sm font-medium">Upload candles of {decision.symbol}</summary>
      <div className="pt-3">
        <CandleUpload symbol={decision.symbol} />
      </div>
    </details>
  );
}
