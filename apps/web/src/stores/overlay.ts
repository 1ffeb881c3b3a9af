import { create } from 'zustand';

/** What may lie over the page; one at a time. */
export type Overlay = 'palette' | 'shortcuts';

interface OverlayStore {
  shown: Overlay | null;
  show: (overlay: Overlay) => void;
  hide: () => void;
}

export const useOverlay = create<OverlayStore>((set) => ({
  shown: null,
  show: (shown) => set({ shown }),
  hide: () => set({ shown: null }),
}));
