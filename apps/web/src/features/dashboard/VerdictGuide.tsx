import type { BiasReport } from '@twin/shared/dto/bias';
import { formatPercent } from '../../ui/format/number.ts';
import { nothingOf } from './verdictWords.ts';

type Guided = Pick<BiasReport, 'effect' | 'qValue' | 'falsePositiveRate'>;

/** What the figures of a verdict mean, and how they were measured; nothing where there are none. */
export function VerdictGuide({ report }: { report: Guided }) {
  const { effect, qValue, falsePositiveRate } = report;
  if (effect === null && falsePositiveRate === null) return null;
  return (
    <details className="text-xs text-muted">
      <summary className="cursor-pointer">How to read this</summary>
      <div className="mt-1 flex flex-col gap-1">
        {effect && <MeasureLines effect={effect} />}
        {qValue !== null && (
          <p>
            Chance of a false find (q): of patterns that look as strong as this one, about{' '}
            {formatPercent(qValue, 1)} are chance alone. Supported asks for 10% at most.
          </p>
        )}
        {falsePositiveRate !== null && (
          <p>False alarms: how often the same detector speaks up on shuffled copies of this very history.</p>
        )}
      </div>
    </details>
  );
}

function MeasureLines({ effect }: { effect: NonNullable<Guided['effect']> }) {
  const none = nothingOf(effect.name);
  return (
    <>
      <p>
        Measured as: {effect.name}. Method: {effect.estimator}.
      </p>
      {effect.ciLow !== null && (
        <p>In brackets: the range in which the true figure lies with 95% confidence.</p>
      )}
      {none !== null && <p>{none} means no effect: the upright line on the bar.</p>}
    </>
  );
}
