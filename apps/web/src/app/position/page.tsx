import type { Metadata } from 'next';
import { PositionScreen } from '../../features/positions/PositionScreen.tsx';

export const metadata: Metadata = { title: 'Position' };

export default function Page() {
  return <PositionScreen />;
}
