import type { BiasModel } from '@twin/engine/biases/model';
import { shownTags, type Tag } from '@twin/engine/biases/tag';
import type { ScoredDecision } from '@twin/engine/fold/foldOutput';
import type { EventPayload } from '@twin/shared/events/event';
import type { NewBiasTag, StoredTag } from './BiasRepo.ts';
import type { Versions } from './ScoreStateRepo.ts';

export type ToldTag = EventPayload<'bias.tagged'>['tags'][number];

export interface TagChanges {
  put: NewBiasTag[];
  /** Ids of stored tags that the scores no longer give. */
  removed: string[];
  /** Shown ones that the person has not been told in this strength. */
  told: ToldTag[];
}

/** Compares what is stored on the decisions' trades with what the scorer gives now. */
export function changedTags(
  scored: readonly ScoredDecision[],
  stored: readonly StoredTag[],
  model: BiasModel,
  engineVersion: string,
): TagChanges {
  const before = new Map(stored.map((tag) => [keyOf(tag.tradeId, tag.label), tag]));
  const changes: TagChanges = { put: [], removed: [], told: [] };
  for (const { decision, tags } of scored) {
    for (const tag of tags)
      changes.put.push(newTag(tag, decision.ts, { engineVersion, modelVersion: model.version }));
    for (const tag of shownTags(tags, model.thresholds)) {
      const known = before.get(keyOf(tag.decisionId, tag.label));
      if (known?.confidence !== tag.confidence) changes.told.push(toldTag(tag));
    }
  }
  for (const tag of changes.put) before.delete(keyOf(tag.tradeId, tag.label));
  changes.removed = [...before.values()].map(({ id }) => id);
  return changes;
}

function keyOf(tradeId: string, label: string): string {
  return `${label}|${tradeId}`;
}

function newTag(tag: Tag, ts: number, versions: Versions): NewBiasTag {
  return {
    tradeId: tag.decisionId,
    label: tag.label,
    confidence: tag.confidence,
    features: tag.features,
    ts: new Date(ts),
    ...versions,
  };
}

function toldTag({ decisionId, label, confidence }: Tag): ToldTag {
  return { tradeId: decisionId, decisionId, label, confidence };
}
