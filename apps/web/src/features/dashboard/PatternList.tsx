import type { BiasReport, BiasReportAnswer } from '@twin/shared/dto/bias';
import Link from 'next/link';
import { Money } from '../../ui/figures.tsx';
import { formatCount, formatPercent, formatStatistic } from '../../ui/format/number.ts';
import { Panel } from '../../ui/Panel.tsx';
import { explainPattern, namePattern, VERDICTS } from '../../ui/patterns.ts';
import { EmptyState } from '../../ui/states.tsx';
import { Cell, Table } from '../../ui/table.tsx';

const ORDER = { supported: 0, not_supported: 1, not_enough_data: 2 } as const;

/** What the whole account says about each pattern: a verdict in three states, never without n and interval. */
export function PatternList({ answer }: { answer: BiasReportAnswer }) {
  const items = answer.items.toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict] || b.n - a.n);
  return (
    <Panel
      title="Patterns"
      note={`Measured against your own history, never against other people. Engine ${answer.engineVersion}, model ${answer.modelVersion}.`}
      isFlush
    >
      {items.length === 0 ? (
        <EmptyState
          title={answer.isUpdating ? 'Looking for patterns…' : 'No pattern has been measured yet'}
        />
      ) : (
        <Table
          label="Patterns"
          head={['Pattern', 'Verdict', 'Effect (95%)', 'Cost (95%)', 'n']}
          numeric={[4]}
        >
          {items.map((report) => (
            <ReportRow key={report.label} report={report} />
          ))}
        </Table>
      )}
    </Panel>
  );
}

function ReportRow({ report }: { report: BiasReport }) {
  const verdict = VERDICTS[report.verdict];
  return (
    <tr>
      <Cell>
        <Link href={`/trades?label=${report.label}`} className="font-medium hover:underline">
          {namePattern(report.label)}
        </Link>
        <span className="block min-w-48 text-xs text-muted">{explainPattern(report.label)}</span>
      </Cell>
      <Cell>
        <span
          className={`whitespace-nowrap ${report.verdict === 'supported' ? 'font-medium text-pattern' : ''}`}
        >
          <span aria-hidden="true">{verdict.mark}</span> {verdict.name}
        </span>
        {report.falsePositiveRate !== null && (
          <span
            className="block text-xs text-muted"
            title="How often the same detector speaks up on shuffled copies of this very history"
          >
            false alarms {formatPercent(report.falsePositiveRate, 1)}
          </span>
        )}
      </Cell>
      <Cell>
        <Effect report={report} />
      </Cell>
      <Cell>
        <Cost report={report} />
      </Cell>
      <Cell isNumeric>
        {formatCount(report.n)}
        {report.needed > 0 && (
          <span className="block text-xs text-muted">{formatCount(report.needed)} more needed</span>
        )}
      </Cell>
    </tr>
  );
}

function Effect({ report: { effect, qValue } }: { report: BiasReport }) {
  if (!effect) return <span className="text-muted">–</span>;
  return (
    <span title={effect.estimator}>
      <span className="whitespace-nowrap">{formatStatistic(effect.value)}</span>
      {effect.ciLow !== null && effect.ciHigh !== null && (
        <span className="whitespace-nowrap text-muted">
          {' '}
          ({formatStatistic(effect.ciLow)} to {formatStatistic(effect.ciHigh)})
        </span>
      )}
      <span className="block text-xs text-muted">
        {effect.name}
        {qValue !== null && `, q = ${formatStatistic(qValue, 3)}`}
      </span>
    </span>
  );
}

function Cost({ report: { cost } }: { report: BiasReport }) {
  if (!cost) return <span className="whitespace-nowrap text-muted">not measured</span>;
  return (
    <span>
      <Money amount={cost.value} asset={cost.asset} isResult />
      {cost.ciLow !== null && cost.ciHigh !== null && (
        <span className="block text-xs text-muted">
          <Money amount={cost.ciLow} asset={cost.asset} /> to{' '}
          <Money amount={cost.ciHigh} asset={cost.asset} />
        </span>
      )}
    </span>
  );
}
