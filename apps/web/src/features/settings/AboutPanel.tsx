'use client';
import { useQuery } from '@tanstack/react-query';
import { fetchBiases } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { formatTime } from '../../ui/format/time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { useZone } from '../shell/session.ts';

/** With what the person's numbers were computed, so that they can be computed again. */
export function AboutPanel() {
  const zone = useZone();
  const biases = useQuery({ queryKey: keys.biases(undefined), queryFn: () => fetchBiases() }).data;
  const rows = [
    ['Engine', biases?.engineVersion],
    ['Model', biases?.modelVersion],
    ['Last scored', biases?.scoredAt ? formatTime(biases.scoredAt, zone) : null],
  ] as const;
  return (
    <Panel title="About" note="A mirror, not advice. It never trades, and tells nobody what you do.">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 text-sm">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="break-all">{value || 'not yet'}</dd>
          </div>
        ))}
        <dt className="text-muted">Licence</dt>
        <dd>
          Apache-2.0; its calls are described in{' '}
          <a href="/openapi.json" className="text-accent underline">
            openapi.json
          </a>
        </dd>
      </dl>
    </Panel>
  );
}
