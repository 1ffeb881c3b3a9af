import { create } from 'zustand';

/** A view of the trades under a name: the query of its address. */
export interface SavedView {
  name: string;
  search: string;
}

const KEY = 'twin.views';

interface SavedViewStore {
  views: readonly SavedView[];
  /** Under a name that is taken it replaces what was there. */
  save: (view: SavedView) => void;
  remove: (name: string) => void;
}

/** Kept in this browser, as the theme is: a view names nothing that the account does not know. */
export const useSavedViews = create<SavedViewStore>((set) => ({
  views: read(),
  save: (view) =>
    set(({ views }) => stored([...views.filter(({ name }) => name !== view.name), view].toSorted(byName))),
  remove: (name) => set(({ views }) => stored(views.filter((view) => view.name !== name))),
}));

function byName(a: SavedView, b: SavedView): number {
  return a.name < b.name ? -1 : 1;
}

function stored(views: readonly SavedView[]) {
  try {
    localStorage.setItem(KEY, JSON.stringify(views));
  } catch {
    // Storage is blocked: the views hold until the page is left.
  }
  return { views };
}

function read(): SavedView[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(found) ? found.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(value: unknown): value is SavedView {
  const view = value as Partial<SavedView> | null;
  return typeof view?.name === 'string' && typeof view.search === 'string';
}
