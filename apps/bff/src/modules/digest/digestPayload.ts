import { createHash } from 'node:crypto';
import { composeDigest, type Digest } from '@twin/engine/digest/composeDigest';
import { differenceOf } from '@twin/engine/digest/difference';
import type { DigestInput } from '@twin/engine/digest/digestInput';
import type { DigestDto } from '@twin/shared/dto/digest';
import type { StoredDigest } from './DigestRepo.ts';

/** What the table keeps of a digest: the facts that it was made of, what was made of them, and by which versions. */
export interface DigestPayload {
  input: DigestInput;
  digest: Digest;
  engineVersion: string;
  modelVersion: string;
}

export function payloadOf(
  input: DigestInput,
  versions: Pick<DigestPayload, 'engineVersion' | 'modelVersion'>,
): DigestPayload {
  return { input, digest: composeDigest(input), ...versions };
}

export function readPayload(payload: unknown): DigestPayload {
  return payload as DigestPayload;
}

/** Of what happened in the week alone, so that later weeks and later knowledge make no revision. */
export function hashOf({ week }: DigestInput): string {
  return createHash('sha256').update(inFixedOrder(week)).digest('hex');
}

/** The database sorts the keys of what it stores: a hash must not depend on their order. */
function inFixedOrder(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

export function digestDto(stored: StoredDigest): DigestDto {
  const { input, digest, engineVersion, modelVersion } = readPayload(stored.payload);
  const before = stored.previousPayload === null ? null : readPayload(stored.previousPayload).digest;
  return {
    id: stored.id,
    periodStart: stored.periodStart.toISOString(),
    periodEnd: stored.periodEnd.toISOString(),
    timeZone: input.zone,
    revision: stored.revision,
    parts: digest.parts,
    text: digest.text,
    facts: digest.facts,
    label: digest.label,
    ruleKind: digest.ruleKind,
    changes: before === null ? [] : differenceOf(before.facts, digest.facts),
    inputHash: stored.inputHash,
    engineVersion,
    modelVersion,
    createdAt: stored.createdAt.toISOString(),
  };
}
