import { decisionFacts } from '@twin/engine/biases/decisionFacts';
import type { BiasModel } from '@twin/engine/biases/model';
import type { ScorerState } from '@twin/engine/biases/state';
import type { Tag } from '@twin/engine/biases/tag';
import type { AccountFold } from '@twin/engine/fold/accountFold';
import type { FoldSettings, ScoredDecision } from '@twin/engine/fold/foldOutput';
import { recalibrate, type ShownByLabel } from '@twin/engine/fold/judgement';
import type { CandleSeries, Market } from '@twin/engine/market/candle';
import { ENGINE_VERSION } from '@twin/engine/version';
import { AppError } from '@twin/shared/errors/AppError';
import type { Metrics } from '../../lib/telemetry/metrics.ts';
import type { Ml, MlCandles, MlScores } from '../../ports/ml.ts';

/** What the scorer knew before a page, since the fold goes on in place. */
export interface ScorerBefore {
  scorer: ScorerState;
  shown: ShownByLabel;
}

export interface PageScores {
  scored: ScoredDecision[];
  /** Written on each tag: which engine measured it. */
  engineVersion: string;
}

/** From this attempt of the job on an absent service is no reason to wait any longer. */
const LAST_WAIT = 3;

/**
 * Lets the ML service score what the fold has scored, where there is one. The engine's own scores are there already:
 * they are compared with the service's, decision by decision, and stand, marked by their version, when it does not
 * answer. Before that the job is tried again after the waits of the job catalog, unless the circuit breaker rests.
 */
export class PageScorer {
  private readonly ml: Ml | null;
  private readonly metrics: Pick<Metrics, 'mlPages' | 'mlMismatches'>;

  constructor(ml: Ml | null, metrics: Pick<Metrics, 'mlPages' | 'mlMismatches'>) {
    this.ml = ml;
    this.metrics = metrics;
  }

  /** null without a service: nothing needs to be kept then. */
  before(fold: AccountFold): ScorerBefore | null {
    if (!this.ml) return null;
    return { scorer: JSON.parse(JSON.stringify(fold.scorer)) as ScorerState, shown: copyOf(fold.shown) };
  }

  /** @throws AppError ML_UNAVAILABLE when the job is to be tried again */
  async score(
    before: ScorerBefore | null,
    scored: ScoredDecision[],
    settings: FoldSettings,
    attempt: number,
  ): Promise<PageScores> {
    const own = { scored, engineVersion: ENGINE_VERSION };
    const asked = scored.filter(({ decision }) => !settings.programs?.has(decision.account));
    if (!this.ml || !before || asked.length === 0) return own;
    const answer = await this.ask(this.ml, before, asked, settings, attempt);
    if (!answer) return own;
    const theirs = weighed(before, scored, answer, settings);
    this.metrics.mlMismatches.inc(differing(scored, theirs));
    return { scored: theirs, engineVersion: `${ENGINE_VERSION}+ml-${answer.coreVersion}` };
  }

  private async ask(
    ml: Ml,
    { scorer }: ScorerBefore,
    scored: readonly ScoredDecision[],
    { model, sources }: FoldSettings,
    attempt: number,
  ): Promise<MlScores | null> {
    try {
      const answer = await ml.score({
        decisions: scored.map(({ decision }) => decisionFacts(decision)),
        candles: candlesOf(scored, sources.market),
        state: scorer,
      });
      const outcome = isSameModel(answer, model) ? 'scored' : 'other_model';
      this.metrics.mlPages.inc({ outcome });
      return outcome === 'scored' ? answer : null;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const isAbsent = error.code === 'ML_UNAVAILABLE';
      this.metrics.mlPages.inc({ outcome: isAbsent ? 'unavailable' : 'refused' });
      if (isAbsent && attempt < LAST_WAIT && !ml.isResting) throw error;
      return null;
    }
  }
}

function isSameModel({ modelVersion }: MlScores, model: BiasModel): boolean {
  return modelVersion === model.version;
}

/** The service measures; the person's judgements weigh its tags as they weigh the engine's. */
function weighed(
  before: ScorerBefore,
  scored: readonly ScoredDecision[],
  { tags }: MlScores,
  { model, judgements }: FoldSettings,
): ScoredDecision[] {
  const byDecision = new Map<string, Tag[]>();
  for (const tag of tags) byDecision.set(tag.decisionId, [...(byDecision.get(tag.decisionId) ?? []), tag]);
  const shown = copyOf(before.shown);
  return scored.map(({ decision }) => {
    const measured = byDecision.get(decision.id) ?? [];
    return { decision, tags: recalibrate(measured, decision.ts, judgements ?? [], shown, model.thresholds) };
  });
}

function differing(own: readonly ScoredDecision[], theirs: readonly ScoredDecision[]): number {
  return own.filter(({ tags }, index) => confidences(tags) !== confidences(theirs[index]?.tags ?? [])).length;
}

function confidences(tags: readonly Tag[]): string {
  return tags
    .map(({ label, confidence }) => `${label} ${confidence}`)
    .toSorted()
    .join();
}

/** Each series once, whatever number of symbols it stands for. */
function candlesOf(scored: readonly ScoredDecision[], market: Market): MlCandles[] {
  const bySeries = new Map<Float64Array, { series: CandleSeries; symbols: Set<string> }>();
  for (const { decision } of scored) {
    const series = market.candles(decision.symbol);
    if (!series) continue;
    const known = bySeries.get(series.ts);
    if (known) known.symbols.add(decision.symbol);
    else bySeries.set(series.ts, { series, symbols: new Set([decision.symbol]) });
  }
  return [...bySeries.values()].map(({ series: { granularityMs, ts, high, low, close }, symbols }) => {
    return {
      symbols: [...symbols],
      granularityMs,
      ts: [...ts],
      high: [...high],
      low: [...low],
      close: [...close],
    };
  });
}

function copyOf(shown: ShownByLabel): ShownByLabel {
  return new Map([...shown].map(([label, tags]) => [label, { ...tags }]));
}
