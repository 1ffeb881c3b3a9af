import Link from 'next/link';
import { EmptyState } from '../ui/states.tsx';

export default function NotFound() {
  return (
    <EmptyState
      title="There is no page at this address"
      isPageTitle
      action={
        <Link href="/" className="text-accent underline">
          Go to the overview
        </Link>
      }
    />
  );
}
