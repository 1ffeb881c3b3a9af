import { create } from 'zustand';

interface OverlayStore {
  isShortcutSheetOpen: boolean;
  showShortcuts: (isOpen: boolean) => void;
}

export const useOverlay = create<OverlayStore>((set) => ({
  isShortcutSheetOpen: false,
  showShortcuts: (isShortcutSheetOpen) => set({ isShortcutSheetOpen }),
}));
