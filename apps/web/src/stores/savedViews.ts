import { create } from 'zustand';

/** A view of the trades under a name: the query of its address. */
export interface SavedView {
  name: string;
  search: string;
}

interface SavedViewStore {
  /** Whose views these are; '' before they are loaded. */
  userId: string;
  views: readonly SavedView[];
}

/** Kept in this browser for each person who signs in here. */
export const useSavedViews = create<SavedViewStore>(() => ({ userId: '', views: [] }));

const keyOf = (userId: string) => `twin.views.${userId}`;

export function loadSavedViews(userId: string): void {
  if (useSavedViews.getState().userId === userId) return;
  useSavedViews.setState({ userId, views: readViews(userId) });
}

/** Under a name that is taken it replaces what was there. */
export function saveView(view: SavedView): void {
  const others = useSavedViews.getState().views.filter(({ name }) => name !== view.name);
  keep([...others, view].toSorted((a, b) => (a.name < b.name ? -1 : 1)));
}

export function forgetView(name: string): void {
  keep(useSavedViews.getState().views.filter((view) => view.name !== name));
}

function keep(views: readonly SavedView[]): void {
  useSavedViews.setState({ views });
  try {
    localStorage.setItem(keyOf(useSavedViews.getState().userId), JSON.stringify(views));
  } catch {
    // Storage is blocked: the views hold until the page is left.
  }
}

function readViews(userId: string): SavedView[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]');
    return Array.isArray(found) ? found.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(value: unknown): value is SavedView {
  const view = value as Partial<SavedView> | null;
  return typeof view?.name === 'string' && typeof view.search === 'string';
}
