import type { DigestDto } from '@twin/shared/dto/digest';

/** Where a digest tells a cost: how it goes together with the amounts of the overview. */
export function CostSign({ facts }: Pick<DigestDto, 'facts'>) {
  if (!('cost' in facts)) return null;
  return (
    <p className="text-xs text-muted">
      A cost above zero is money lost. The overview shows the same amount as a part of your result, so with a
      minus.
    </p>
  );
}
