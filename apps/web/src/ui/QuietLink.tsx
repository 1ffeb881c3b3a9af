import Link from 'next/link';
import type { ComponentProps } from 'react';

/** A link that fetches nothing ahead: for places with dozens of them, all leading to one page. */
export function QuietLink(props: Omit<ComponentProps<typeof Link>, 'prefetch'>) {
  return <Link {...props} prefetch={false} />;
}
