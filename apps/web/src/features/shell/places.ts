import type { IconName } from '../../ui/Icon.tsx';

export interface Place {
  href: string;
  name: string;
  icon: IconName;
  /** Second key of the shortcut `g …`. */
  key: string;
  /** Stands in the bar of a phone too; the others are found there under "More". */
  isDaily: boolean;
}

/** Every page of the navigation, in its order; the sidebar, the palette and the shortcuts read this list. */
export const PLACES: readonly Place[] = [
  { href: '/', name: 'Overview', icon: 'overview', key: 'o', isDaily: true },
  { href: '/chat', name: 'Chat', icon: 'chat', key: 'c', isDaily: true },
  { href: '/digest', name: 'Digest', icon: 'digest', key: 'd', isDaily: false },
  { href: '/trades', name: 'Trades', icon: 'trades', key: 't', isDaily: true },
  { href: '/positions', name: 'Positions', icon: 'positions', key: 'p', isDaily: false },
  { href: '/rules', name: 'Rules', icon: 'rules', key: 'r', isDaily: false },
  { href: '/imports', name: 'Imports', icon: 'imports', key: 'i', isDaily: true },
  { href: '/settings', name: 'Settings', icon: 'settings', key: 's', isDaily: false },
];
