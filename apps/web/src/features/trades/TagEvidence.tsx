import type { BiasTagDto } from '@twin/shared/dto/bias';
import { Confidence } from '../../ui/figures.tsx';
import { formatStatistic } from '../../ui/format/number.ts';
import { explainPattern, namePattern } from '../../ui/patterns.ts';
import { type Evidence, readEvidence } from './evidence.ts';

/** Why a pattern was found: each measured fact in words, with its weight for or against. */
export function TagEvidence({ tag }: { tag: BiasTagDto }) {
  const evidence = readEvidence(tag.features);
  const largest = Math.max(...evidence.map(({ contribution }) => Math.abs(contribution)), 1);
  return (
    <article className="rounded-md border">
      <header className="flex items-center justify-between gap-2 border-b bg-pattern-wash px-3 py-1.5">
        <h3 className="text-sm font-semibold">{namePattern(tag.label)}</h3>
        <span className="text-xs" title="How likely this is the pattern and not chance, calibrated">
          <Confidence value={tag.confidence} />
        </span>
      </header>
      <div className="flex flex-col gap-2 px-3 py-2">
        <p className="text-xs text-muted">{explainPattern(tag.label)}</p>
        <ul className="flex flex-col gap-1 text-sm">
          {evidence.map((item) => (
            <li key={item.name} className="grid grid-cols-[1fr_auto] items-center gap-3">
              <span>{item.words}</span>
              <Weight item={item} largest={largest} />
            </li>
          ))}
        </ul>
        <p className="text-2xs text-muted">
          Engine {tag.engineVersion}, model {tag.modelVersion}
        </p>
      </div>
    </article>
  );
}

function Weight({ item: { contribution }, largest }: { item: Evidence; largest: number }) {
  if (contribution === 0) return <span className="text-xs text-muted">fact</span>;
  const isFor = contribution > 0;
  const width = Math.max(1.5, (Math.abs(contribution) / largest) * 20);
  return (
    <span
      className="inline-flex items-center gap-1.5 text-xs whitespace-nowrap text-muted"
      title={`${isFor ? 'Speaks for' : 'Speaks against'} the pattern: ${formatStatistic(contribution)} in log-odds`}
    >
      <svg aria-hidden="true" viewBox="-20 0 40 8" className="h-2 w-10">
        <rect
          x={isFor ? 0 : -width}
          width={width}
          height="8"
          rx="1"
          className={isFor ? 'fill-pattern' : 'fill-edge'}
        />
        <rect x="-0.5" width="1" height="8" className="fill-edge" />
      </svg>
      {isFor ? 'for' : 'against'}
    </span>
  );
}
