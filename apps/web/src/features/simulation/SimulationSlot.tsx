'use client';
import { lazy } from 'react';
import { useUrlState } from '../../stores/urlState.ts';

const SimulationModal = lazy(() => import('./SimulationModal.tsx'));

/** `?simulate=<trade>` opens the simulation of that decision over any page, so that it can be shared and reloaded. */
export function SimulationSlot() {
  const url = useUrlState();
  const decisionId = url.get('simulate');
  if (decisionId === undefined) return null;
  return (
    <SimulationModal decisionId={decisionId} onClose={() => url.change({ simulate: undefined }, 'replace')} />
  );
}
