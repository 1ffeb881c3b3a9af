import type { Metadata } from 'next';
import { ResetScreen } from '../../features/auth/ResetScreen.tsx';

export const metadata: Metadata = { title: 'New password' };

export default function Page() {
  return <ResetScreen />;
}
