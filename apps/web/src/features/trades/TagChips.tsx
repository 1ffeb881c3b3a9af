import type { BiasTagRef } from '@twin/shared/dto/bias';
import { formatPercent } from '../../ui/format/number.ts';
import { explainPattern, namePattern } from '../../ui/patterns.ts';

/** The patterns of a trade, each with how sure we are. */
export function TagChips({ tags }: { tags: readonly BiasTagRef[] }) {
  return (
    <span className="flex gap-1 overflow-hidden">
      {tags.map(({ id, label, confidence }) => (
        <span
          key={id}
          title={explainPattern(label)}
          className="inline-flex min-w-0 items-center gap-1 rounded-sm bg-pattern-wash px-1.5 text-xs text-pattern"
        >
          <span className="truncate">{namePattern(label)}</span> {formatPercent(confidence)}
        </span>
      ))}
    </span>
  );
}
