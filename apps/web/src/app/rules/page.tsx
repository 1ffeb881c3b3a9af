import type { Metadata } from 'next';
import { RulesScreen } from '../../features/rules/RulesScreen.tsx';

export const metadata: Metadata = { title: 'Rules' };

export default function Page() {
  return <RulesScreen />;
}
