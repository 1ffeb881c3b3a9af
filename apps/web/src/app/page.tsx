import type { Metadata } from 'next';
import { DashboardScreen } from '../features/dashboard/DashboardScreen.tsx';

export const metadata: Metadata = { title: 'Overview' };

export default function Page() {
  return <DashboardScreen />;
}
