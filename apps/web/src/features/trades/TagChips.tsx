import type { BiasTagRef } from '@twin/shared/dto/bias';
import { formatPercent } from '../../ui/format/number.ts';
import { explainPattern, namePattern } from '../../ui/patterns.ts';

/** The patterns of a trade, each with how sure we are. */
export function TagChips({ tags }: { tags: readonly BiasTagRef[] }) {
  return (
    <span className="flex gap-1 overflow-hidden">
      {tags.map(({ id, label, confidence }, place) => (
        <span
          key={id}
          title={explainPattern(label)}
          className={`min-w-0 items-center gap-1 rounded-sm bg-pattern-wash px-1.5 text-xs text-pattern ${place === 0 ? 'inline-flex' : 'hidden @min-[53rem]:inline-flex'}`}
        >
          <span className="truncate">{namePattern(label)}</span> {formatPercent(confidence)}
        </span>
      ))}
      {tags.length > 1 && (
        <span className="shrink-0 text-xs text-pattern @min-[53rem]:hidden">+{tags.length - 1}</span>
      )}
    </span>
  );
}
