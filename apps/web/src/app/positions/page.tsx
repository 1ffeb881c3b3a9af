import type { Metadata } from 'next';
import { PositionsScreen } from '../../features/positions/PositionsScreen.tsx';

export const metadata: Metadata = { title: 'Positions' };

export default function Page() {
  return <PositionsScreen />;
}
