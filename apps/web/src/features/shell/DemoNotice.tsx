'use client';
import Link from 'next/link';
import { useSession } from './session.ts';

/** Says that what is seen is not the person's own, and how to change that. Nothing of it shows over real data. */
export function DemoNotice() {
  const session = useSession();
  if (!session.data?.user.isDemo) return null;
  return (
    <p className="border-b bg-accent-wash px-4 py-1.5 text-xs">
      <strong>Demo.</strong> Trades of an invented trader, for reading only.{' '}
      <Link href="/sign-in?mode=register" className="font-medium text-accent underline">
        Use your own trades
      </Link>
    </p>
  );
}
