import type { Metadata } from 'next';
import { TradesScreen } from '../../features/trades/TradesScreen.tsx';

export const metadata: Metadata = { title: 'Trades' };

export default function Page() {
  return <TradesScreen />;
}
