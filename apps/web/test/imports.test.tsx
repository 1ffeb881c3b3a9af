import { QueryClient, useQueryClient } from '@tanstack/react-query';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ImportProgress } from '../src/features/imports/ImportProgress.tsx';
import { ImportsScreen } from '../src/features/imports/ImportsScreen.tsx';
import { createCacheEvents } from '../src/lib/stream/cacheEvents.ts';
import { useUploads } from '../src/stores/uploads.ts';
import { type FakeRoute, failure, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { PROBLEMS, ROWS, SESSION, SETTINGS, sampleImport, samplePreview } from './samples.ts';

afterEach(() => {
  cleanup();
  for (const { key } of useUploads.getState().uploads) useUploads.getState().remove(key);
  vi.unstubAllGlobals();
});

function openImports(routes: Record<string, FakeRoute>) {
  const calls = serve({
    'GET /v1/auth/session': () => ({ body: SESSION }),
    'GET /v1/settings': () => ({ body: SETTINGS }),
    'GET /v1/accounts': () => ({ body: { items: [], nextCursor: null } }),
    'GET /v1/imports': () => ({ body: { items: [], nextCursor: null } }),
    'GET /v1/imports/formats': () => ({ body: { items: [], nextCursor: null } }),
    ...routes,
  });
  renderScreen(<ImportsScreen />, '/imports');
  return { calls, user: userEvent.setup() };
}

async function drop(user: ReturnType<typeof userEvent.setup>, ...names: string[]) {
  const files = names.map((name) => new File(['ts,symbol'], name, { type: 'text/csv' }));
  await user.upload(screen.getByLabelText('Trade files'), files);
}

function CacheProbe({ onClient }: { onClient: (client: QueryClient) => void }) {
  onClient(useQueryClient());
  return null;
}

describe('an import', () => {
  it('names every problem with line, field, reason and fix before anything is stored', async () => {
    const { calls, user } = openImports({ 'POST /v1/imports/preview': () => ({ body: samplePreview() }) });
    await drop(user, 'fills.csv');
    const table = within(await screen.findByRole('table', { name: 'Rows with problems' }));
    for (const { line, field, reason, fix } of PROBLEMS) {
      const row = table.getByText(reason).closest('tr');
      expect(row?.textContent).toBe(`${line}${field}${reason}${fix}`);
    }
    expect(screen.getByRole('heading', { name: '3 rows with problems' })).toBeTruthy();
    expect(calls.some(({ method, path }) => method === 'POST' && path === '/v1/imports')).toBe(false);
  });

  it('goes from the preview to the stored trades and says what happens meanwhile', async () => {
    const states = [sampleImport('running'), sampleImport('scoring'), sampleImport('done')];
    const { user } = openImports({
      'POST /v1/imports/preview': () => ({ body: samplePreview() }),
      'POST /v1/imports': () => ({ status: 202, body: { importId: 'import-1' } }),
      'GET /v1/imports/import-1': () => ({ body: states.length > 1 ? states.shift() : states[0] }),
    });
    await drop(user, 'fills.csv');
    await user.click(await screen.findByRole('button', { name: 'Import 1,427 trades' }));
    expect((await screen.findByText(/Storing trades/)).closest('li')?.getAttribute('aria-current')).toBe(
      'step',
    );
    const words = await screen.findByText(/1,427 trades stored/, {}, { timeout: 5000 });
    expect(words.textContent).toContain('open the trades');
  });

  it('reads each of several files by itself, and one bad file stops no other', async () => {
    const { user } = openImports({
      'POST /v1/imports/preview': ({ body }) => {
        const file = body instanceof FormData ? body.get('file') : null;
        return file instanceof File && file.name === 'bad.csv'
          ? { status: 422, body: failure('IMPORT_UNKNOWN_FORMAT') }
          : { body: samplePreview() };
      },
    });
    await drop(user, 'good.csv', 'bad.csv');
    expect(await screen.findByText('Words for IMPORT_UNKNOWN_FORMAT.')).toBeTruthy();
    expect(await screen.findByRole('button', { name: 'Import 1,427 trades' })).toBeTruthy();
  });

  it('reads the file again with the zone that the person chooses, and never with half a zone', async () => {
    const zones: unknown[] = [];
    const { user } = openImports({
      'POST /v1/imports/preview': ({ body }) => {
        zones.push(body instanceof FormData ? body.get('timezone') : null);
        return { body: samplePreview() };
      },
    });
    await drop(user, 'fills.csv');
    await screen.findByRole('button', { name: 'Import 1,427 trades' });
    await user.click(screen.getByLabelText('Times in the file are in'));
    await user.paste('Europe/Ber');
    expect(screen.getByText(/Not a time zone/)).toBeTruthy();
    await user.paste('lin');
    await waitFor(() => expect(zones).toEqual([null, 'Europe/Berlin']));
  });

  it('says so when a file brings nothing new, instead of importing nothing in silence', async () => {
    const rows = { read: 20, accepted: 0, duplicate: 20, ignored: 0, rejected: 0, conflicting: 0 };
    const trades = { accepted: 0, duplicate: 20, conflicting: 0 };
    const { user } = openImports({
      'POST /v1/imports/preview': () => ({ body: { ...samplePreview(), rows, trades, problems: [] } }),
    });
    await drop(user, 'again.csv');
    expect(await screen.findByText(/nothing new in this file/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Import/ })).toBeNull();
  });

  it('says that a file could not be read, not that it brings nothing, and points to the choices', async () => {
    const rows = { read: 3, accepted: 0, duplicate: 0, ignored: 0, rejected: 3, conflicting: 0 };
    const trades = { accepted: 0, duplicate: 0, conflicting: 0 };
    const { user } = openImports({
      'POST /v1/imports/preview': () => ({ body: { ...samplePreview(), rows, trades, accounts: [] } }),
    });
    await drop(user, 'ambiguous.csv');
    const words = (await screen.findByText(/No new trade could be read: 3 rows with problems/)).textContent;
    expect(words).toContain('whether the day or the month stands first');
    expect(screen.getByLabelText('Dates like 03/04 begin with')).toBeTruthy();
    expect(screen.queryByText(/nothing new/)).toBeNull();
    expect(screen.queryByText(/will be left out/)).toBeNull();
  });

  it('counts trades where it says trades, though each of them takes several rows', async () => {
    const rows = { read: 18, accepted: 15, duplicate: 3, ignored: 0, rejected: 0 };
    const preview = {
      rows: { ...rows, conflicting: 3 },
      trades: { accepted: 5, duplicate: 1, conflicting: 1 },
    };
    const stored = { ...sampleImport('done'), rows, trades: { accepted: 5, duplicate: 1 }, problems: [] };
    const { user } = openImports({
      'POST /v1/imports/preview': () => ({ body: { ...samplePreview(), ...preview, problems: [] } }),
      'POST /v1/imports': () => ({ status: 202, body: { importId: 'import-1' } }),
      'GET /v1/imports/import-1': () => ({ body: stored }),
      'GET /v1/imports': () => ({ body: { items: [stored], nextCursor: null } }),
    });
    const history = within(await screen.findByRole('table', { name: 'Earlier imports' }));
    const cells = history.getAllByRole('row')[1]?.querySelectorAll('td') ?? [];
    expect([...cells].slice(4, 7).map(({ textContent }) => textContent)).toEqual(['5', '1', '0']);
    await drop(user, 'account.csv');
    expect(await screen.findByText('5 new trades, 1 known, 1 conflicting')).toBeTruthy();
    expect(screen.getByText(/One trade is in your journal with another time/)).toBeTruthy();
    expect(screen.getByText('Of new trades').parentElement?.textContent).toBe('Of new trades15');
    expect(screen.getByRole('button', { name: 'Import 5 trades and replace 1' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Import 5 trades' }));
    expect(await screen.findByText(/^5 trades stored/)).toBeTruthy();
  });

  it('names no count of trades before it is known: the stream says rows only', async () => {
    const done = { ...sampleImport('done'), problems: [] };
    const states = [{ ...sampleImport('running'), trades: { accepted: 0, duplicate: 0 } }, done];
    serve({ 'GET /v1/imports/import-1': () => ({ body: states.length > 1 ? states.shift() : states[0] }) });
    let client = new QueryClient();
    const screenOf = (
      <>
        <CacheProbe onClient={(found) => (client = found)} />
        <ImportProgress importId="import-1" />
      </>
    );
    renderScreen(screenOf, '/imports');
    await screen.findByText(/Storing trades/);
    const told: string[] = [];
    const watcher = new MutationObserver(() => told.push(document.body.textContent ?? ''));
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
    const payload = { importId: 'import-1', rows: ROWS, tags: 0 };
    const frame = {
      id: '1',
      v: 1,
      ts: '2025-03-01T12:00:03.000Z',
      type: 'import.completed' as const,
      payload,
    };
    createCacheEvents(client, () => undefined).onEvent(frame);
    await screen.findByText(/^1,427 trades stored/);
    watcher.disconnect();
    expect(told.filter((text) => /(?<!1,427) trades stored|already\. See/.test(text))).toEqual([]);
  });

  it('shows the accounts that the trades go to, not the one that was chosen for rows that name none', async () => {
    const items = [
      { ...sampleImport('done'), account: 'HL A', accounts: ['account-a', 'account-b'] },
      { ...sampleImport('failed'), id: 'import-2', account: 'HL A', accounts: [] },
    ];
    const { user } = openImports({
      'GET /v1/imports': () => ({ body: { items, nextCursor: null } }),
      'POST /v1/imports/preview': () => ({ body: { ...samplePreview(), accounts: ['account-a'] } }),
    });
    const history = within(await screen.findByRole('table', { name: 'Earlier imports' }));
    expect(history.getByRole('cell', { name: 'account-a, account-b' })).toBeTruthy();
    expect(history.queryByText('HL A')).toBeNull();
    await drop(user, 'account-a.csv');
    expect((await screen.findByText(/^Read as/)).textContent).toContain('trades into account-a');
    expect(screen.getByLabelText('Account, where the file names none')).toBeTruthy();
  });

  it('of an unknown table is read with the columns that the person chooses, and they go with the import', async () => {
    const sent: unknown[] = [];
    const columns = ['wann', 'was', 'wie viel', 'zu'].map((message, index) => ({
      path: `columns.${index}`,
      message,
    }));
    const mappingOf = (body: unknown) => (body instanceof FormData ? body.get('mapping') : null);
    const { user } = openImports({
      'POST /v1/imports/preview': ({ body }) =>
        mappingOf(body) === null
          ? { status: 422, body: failure('IMPORT_UNKNOWN_FORMAT', columns) }
          : { body: { ...samplePreview(), format: 'generic', columns: ['wann', 'was', 'wie viel', 'zu'] } },
      'POST /v1/imports': ({ body }) => {
        sent.push(JSON.parse(String(mappingOf(body))));
        return { status: 202, body: { importId: 'import-1' } };
      },
      'GET /v1/imports/import-1': () => ({ body: sampleImport('done') }),
    });
    await drop(user, 'sheet.csv');
    const choice = within(await screen.findByRole('group', { name: 'Match the columns' }));
    const read = choice.getByRole('button', { name: 'Read the file with these columns' });
    const chosen = { Time: 'wann', 'Pair or asset': 'was', Quantity: 'wie viel', Price: 'zu' };
    for (const [label, column] of Object.entries(chosen)) {
      expect(read).toHaveProperty('disabled', true);
      await user.selectOptions(choice.getByLabelText(label), column);
    }
    await user.click(read);
    await user.click(await screen.findByRole('button', { name: 'Import 1,427 trades' }));
    await waitFor(() => {
      expect(sent).toEqual([{ time: 'wann', symbol: 'was', qty: 'wie viel', price: 'zu' }]);
    });
  });

  it('counts new, known and conflicting trades, and replaces only when it is asked to', async () => {
    const sent: unknown[] = [];
    const rows = { read: 449, accepted: 37, duplicate: 412, ignored: 0, rejected: 0, conflicting: 2 };
    const trades = { accepted: 37, duplicate: 412, conflicting: 2 };
    const { user } = openImports({
      'POST /v1/imports/preview': () => ({ body: { ...samplePreview(), rows, trades, problems: [] } }),
      'POST /v1/imports': ({ body }) => {
        sent.push(body instanceof FormData ? body.get('conflicts') : null);
        return { status: 202, body: { importId: 'import-1' } };
      },
      'GET /v1/imports/import-1': () => ({ body: sampleImport('done') }),
    });
    await drop(user, 'keep.csv');
    expect(await screen.findByText('37 new trades, 412 known, 2 conflicting')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Import 37 trades' }));
    await screen.findByText(/trades stored/);
    await drop(user, 'replace.csv');
    await user.click(await screen.findByRole('button', { name: 'Import 37 trades and replace 2' }));
    await waitFor(() => expect(sent).toEqual([null, 'replace']));
  });

  it('of several files takes all in at once that bring something new', async () => {
    const sent: string[] = [];
    const nothing = { read: 1, accepted: 0, duplicate: 1, ignored: 0, rejected: 0, conflicting: 0 };
    const nameOf = (body: unknown): string => {
      const file = body instanceof FormData ? body.get('file') : null;
      return file instanceof File ? file.name : '';
    };
    const { user } = openImports({
      'POST /v1/imports/preview': ({ body }) => ({
        body: nameOf(body) === 'known.csv' ? { ...samplePreview(), rows: nothing } : samplePreview(),
      }),
      'POST /v1/imports': ({ body }) => {
        sent.push(nameOf(body));
        return { status: 202, body: { importId: 'import-1' } };
      },
      'GET /v1/imports/import-1': () => ({ body: sampleImport('done') }),
    });
    await drop(user, 'a.csv', 'known.csv', 'b.csv');
    await user.click(await screen.findByRole('button', { name: 'Import all 2 files' }));
    await waitFor(() => expect(sent).toEqual(['a.csv', 'b.csv']));
    expect(await screen.findByText('2 of 2 files done')).toBeTruthy();
  });

  it('that waits has no format yet, and one that failed has an unknown one', async () => {
    const waiting = { ...sampleImport('queued'), id: 'import-2', format: null };
    const failed = { ...sampleImport('failed'), format: null };
    openImports({ 'GET /v1/imports': () => ({ body: { items: [waiting, failed], nextCursor: null } }) });
    expect(await screen.findByText(/^Not read yet/)).toBeTruthy();
    expect(screen.getByText(/^Unknown format/)).toBeTruthy();
  });

  it('is undone only after the question was answered', async () => {
    let items = [sampleImport('done')];
    const { calls, user } = openImports({
      'GET /v1/imports': () => ({ body: { items, nextCursor: null } }),
      'DELETE /v1/imports/import-1': () => {
        items = [];
        return { status: 204 };
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(calls.some(({ method }) => method === 'DELETE')).toBe(false);
    await user.click(screen.getByRole('button', { name: 'Undo the import' }));
    expect(await screen.findByText('No file yet')).toBeTruthy();
  });
});
