import { acceptRephrasing } from '@twin/engine/coach/acceptRephrasing';
import type { Reflection } from '@twin/engine/coach/reflect';
import { AppError } from '@twin/shared/errors/AppError';
import type { Metrics } from '../../lib/telemetry/metrics.ts';
import type { Ml } from '../../ports/ml.ts';

/** What became of the asked texts. */
export type Counted = Pick<Metrics, 'mlRephrasings'>;

/**
 * What a language model says in place of our texts, by our text (decision 26): only what the verifier accepts. Our own
 * text is complete, so whatever goes wrong is no reason to wait. Takes seconds: for outside of a transaction.
 */
export async function otherWords(
  ml: Ml,
  reflections: readonly Reflection[],
  metrics: Counted,
): Promise<ReadonlyMap<string, string>> {
  const pairs = reflections.map(async (own) => [own.text, await reworded(ml, own, metrics)] as const);
  return new Map(await Promise.all(pairs));
}

async function reworded(ml: Ml, own: Reflection, { mlRephrasings }: Counted): Promise<string> {
  try {
    const { text, outcome } = await ml.rephrase(own);
    const isOther = outcome === 'rephrased' && text !== own.text;
    const accepted = acceptRephrasing(own, text).text;
    mlRephrasings.inc({ outcome: isOther && accepted === own.text ? 'unbound' : outcome });
    return accepted;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    mlRephrasings.inc({ outcome: error.code === 'ML_UNAVAILABLE' ? 'no_service' : 'refused' });
    return own.text;
  }
}
