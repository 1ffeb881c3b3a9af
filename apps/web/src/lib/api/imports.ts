import { request, requestNothing } from './request.ts';

/** What the person may say about a file that it does not say itself. */
export interface ImportChoices {
  format?: string;
  timezone?: string;
  account?: string;
  dates?: 'day-first' | 'month-first' | undefined;
  /** Columns of a table that no format knows. */
  mapping?: ColumnChoice;
}

/** By field of a trade, the name of the column that holds it. */
export type ColumnChoice = Readonly<Record<string, string>>;

/** What becomes of known trades that the file gives otherwise. */
export type Conflicts = 'keep' | 'replace';

export async function fetchFormats() {
  return (await request('/v1/imports/formats', (wire) => wire.FormatList)).items;
}

export function previewImport(file: File, choices: ImportChoices, signal?: AbortSignal) {
  const options = { method: 'POST' as const, body: formOf(file, choices) };
  return afterOthers(() =>
    request('/v1/imports/preview', (wire) => wire.ImportPreview, signal ? { ...options, signal } : options),
  );
}

let lastPreview: Promise<unknown> = Promise.resolve();

/** One preview after the other: the server reads two files at once for everybody, and refuses the rest. */
function afterOthers<Result>(read: () => Promise<Result>): Promise<Result> {
  const next = lastPreview.then(read, read);
  lastPreview = next;
  return next;
}

export function createImport(file: File, choices: ImportChoices, conflicts: Conflicts) {
  const body = formOf(file, choices, conflicts);
  return request('/v1/imports', (wire) => wire.ImportAccepted, { method: 'POST', body });
}

export function fetchImports(cursor?: string) {
  return request('/v1/imports', (wire) => wire.ImportList, { query: { cursor, limit: 50 } });
}

export function fetchImport(id: string) {
  return request(`/v1/imports/${encodeURIComponent(id)}`, (wire) => wire.ImportDto);
}

export function undoImport(id: string) {
  return requestNothing(`/v1/imports/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** Fields go before the file, so that the server knows them when the bytes arrive. */
function formOf(file: File, choices: ImportChoices, conflicts: Conflicts = 'keep'): FormData {
  const form = new FormData();
  if (choices.format) form.set('format', choices.format);
  if (choices.timezone) form.set('timezone', choices.timezone);
  if (choices.account) form.set('account', choices.account);
  if (choices.dates) form.set('dates', choices.dates);
  if (choices.mapping) form.set('mapping', JSON.stringify(choices.mapping));
  if (conflicts === 'replace') form.set('conflicts', conflicts);
  form.set('file', file, file.name);
  return form;
}
