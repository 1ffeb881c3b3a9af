import type { Metadata } from 'next';
import { UnsubscribeScreen } from '../../features/digest/UnsubscribeScreen.tsx';

export const metadata: Metadata = { title: 'Digest mails' };

export default function Page() {
  return <UnsubscribeScreen />;
}
