import type { BiasReport, BiasReportAnswer } from '@twin/shared/dto/bias';
import type { ReactNode } from 'react';
import { IntervalBar } from '../../ui/charts/IntervalBar.tsx';
import { Money } from '../../ui/figures.tsx';
import { formatPercent, formatStatistic } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { explainPattern, namePattern, VERDICTS } from '../../ui/patterns.ts';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { negated } from './costRows.ts';
import { tradesAddress } from './tradesAddress.ts';
import { UnpricedFees } from './UnpricedFees.tsx';
import { VerdictGuide } from './VerdictGuide.tsx';
import { basisOf, nothingOf, plainMeasure, reasonOf } from './verdictWords.ts';

const ORDER = { supported: 0, not_supported: 1, not_enough_data: 2 } as const;
const EXAMPLES = 3;

/** What the whole account says about each pattern: a verdict in three states, never without n and interval. */
export function VerdictCards({ answer }: { answer: BiasReportAnswer }) {
  const items = answer.items.toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict] || b.n - a.n);
  return (
    <Panel
      title="Patterns"
      note={`Measured against your own history, never against other people. Engine ${answer.engineVersion}, model ${answer.modelVersion}.`}
    >
      {items.length === 0 ? (
        <EmptyState
          title={answer.isUpdating ? 'Looking for patterns…' : 'No pattern has been measured yet'}
        />
      ) : (
        <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3 2xl:grid-cols-4">
          {items.map((report) => (
            <VerdictCard key={report.label} report={report} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function VerdictCard({ report }: { report: BiasReport }) {
  const { label, examples } = report;
  const verdict = VERDICTS[report.verdict];
  const isSupported = report.verdict === 'supported';
  return (
    <li className={`flex flex-col gap-2 rounded-md border p-3 ${isSupported ? 'bg-pattern-wash' : ''}`}>
      <div>
        <h3 className="text-sm font-semibold">
          <QuietLink href={tradesAddress({ label })} className="hover:underline">
            {namePattern(label)}
          </QuietLink>
        </h3>
        <p className={`text-xs ${isSupported ? 'font-medium text-pattern' : 'text-muted'}`}>
          <span aria-hidden="true">{verdict.mark}</span> {verdict.name}
        </p>
        <p className="text-xs text-muted">{reasonOf(report)}</p>
      </div>
      <p className="text-xs text-muted">{explainPattern(label)}</p>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 gap-y-1 text-xs">
        <Line name="Based on">{basisOf(report)}</Line>
        <Effect report={report} />
        <Line name="Part in your result">
          <Cost report={report} />
        </Line>
        {report.cost !== null && report.cost.unpricedFees.length > 0 && (
          <dd className="col-span-2 text-right">
            <UnpricedFees fees={report.cost.unpricedFees} />
          </dd>
        )}
        {report.costNote !== null && <dd className="col-span-2 text-muted">{report.costNote}</dd>}
        {report.falsePositiveRate !== null && (
          <Line name="False alarms">{formatPercent(report.falsePositiveRate, 1)}</Line>
        )}
      </dl>
      <VerdictGuide report={report} />
      {report.n > 0 && examples.length > 0 && <Examples report={report} />}
      {isSupported && (
        <QuietLink href={`/rules?pattern=${label}`} className="text-xs text-accent underline">
          Make a rule from it
        </QuietLink>
      )}
    </li>
  );
}

function Examples({ report: { label, examples } }: { report: BiasReport }) {
  return (
    <p className="mt-auto text-xs">
      <span className="text-muted">Examples:</span>{' '}
      {examples.slice(0, EXAMPLES).map((id, place) => (
        <QuietLink
          key={id}
          href={tradesAddress({ label, id })}
          aria-label={`Example ${place + 1} of ${namePattern(label)}`}
          className="mr-1 inline-flex size-6 items-center justify-center text-accent underline"
        >
          {place + 1}
        </QuietLink>
      ))}
    </p>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="text-right whitespace-nowrap">{children}</dd>
    </>
  );
}

/** The estimate with its interval in numbers, and as a bar beside the value of no effect. */
function Effect({ report: { effect, qValue } }: { report: BiasReport }) {
  if (!effect) return <Line name="Effect">not measured</Line>;
  const { value, ciLow, ciHigh } = effect;
  const hasInterval = ciLow !== null && ciHigh !== null;
  return (
    <>
      <dt className="col-span-2 text-muted">{plainMeasure(effect.name)}</dt>
      <dd className="col-span-2 text-right">
        {formatStatistic(value)} {intervalText(ciLow, ciHigh)}
      </dd>
      {hasInterval && (
        <dd className="col-span-2">
          <IntervalBar value={value} low={ciLow} high={ciHigh} none={nothingOf(effect.name)} />
        </dd>
      )}
      {qValue !== null && <Line name="Chance of a false find (q)">{formatStatistic(qValue, 3)}</Line>}
    </>
  );
}

/** Without an upper end where the observations set none. */
function intervalText(low: number | null, high: number | null): string {
  if (low === null) return '(interval unknown)';
  return high === null
    ? `(from ${formatStatistic(low)})`
    : `(${formatStatistic(low)} to ${formatStatistic(high)})`;
}

/** Its part in the result: what it cost is below zero. */
function Cost({ report: { cost, costNote } }: { report: BiasReport }) {
  if (!cost) return <span className="text-muted">{costNote === null ? 'not measured' : 'unknown'}</span>;
  return (
    <>
      <Money amount={negated(cost.value)} asset={cost.asset} isResult={cost.isMeasurable} />{' '}
      {cost.ciLow === null || cost.ciHigh === null ? (
        '(interval unknown)'
      ) : (
        <span className="block text-muted">
          <Money amount={negated(cost.ciHigh)} asset={cost.asset} /> to{' '}
          <Money amount={negated(cost.ciLow)} asset={cost.asset} />
        </span>
      )}
    </>
  );
}
