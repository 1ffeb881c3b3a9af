import type { Metadata } from 'next';
import { PrivacyScreen } from '../../features/privacy/PrivacyScreen.tsx';

export const metadata: Metadata = { title: 'Your data' };

export default function Page() {
  return <PrivacyScreen />;
}
