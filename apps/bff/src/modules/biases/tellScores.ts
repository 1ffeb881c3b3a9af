import type { EventPayload } from '@twin/shared/events/event';
import type { ToldTag } from './changedTags.ts';
import type { ScoreRepos } from './scoreRepos.ts';

export interface ScoreNews {
  told: readonly ToldTag[];
  /** Imports that are done with this score, and how many of their tags are shown. */
  completed: readonly { entry: CompletedImport; tags: number }[];
  /** null: the computed tables are as they were, or not complete yet. */
  dataVersion: number | null;
}

interface CompletedImport {
  id: string;
  rowsRead: number;
  rowsAccepted: number;
  rowsDuplicate: number;
  rowsIgnored: number;
  rowsRejected: number;
}

const TAGS_A_MESSAGE = 200;

/** Appends the events of a score. Call it last before the commit. */
export async function tellScores(
  { outbox }: Pick<ScoreRepos, 'outbox'>,
  userId: string,
  { told, completed, dataVersion }: ScoreNews,
): Promise<void> {
  // Tags belong to an import in words only where no other one may have brought them.
  const [only] = completed.length === 1 ? completed : [];
  for (let from = 0; from < told.length; from += TAGS_A_MESSAGE) {
    const payload: EventPayload<'bias.tagged'> = {
      ...(only && { importId: only.entry.id }),
      tags: told.slice(from, from + TAGS_A_MESSAGE),
    };
    await outbox.append(userId, 'bias.tagged', payload);
  }
  if (dataVersion !== null) {
    const payload: EventPayload<'account.updated'> = { dataVersion };
    await outbox.append(userId, 'account.updated', payload);
  }
  for (const { entry, tags } of completed) {
    const payload: EventPayload<'import.completed'> = { importId: entry.id, rows: rowsOf(entry), tags };
    await outbox.append(userId, 'import.completed', payload);
  }
}

function rowsOf(entry: CompletedImport): EventPayload<'import.completed'>['rows'] {
  return {
    read: entry.rowsRead,
    accepted: entry.rowsAccepted,
    duplicate: entry.rowsDuplicate,
    ignored: entry.rowsIgnored,
    rejected: entry.rowsRejected,
  };
}
