import Link from 'next/link';
import { Panel } from '../../ui/Panel.tsx';

export function PrivacyLink() {
  return (
    <Panel title="Privacy">
      <p className="text-sm">
        What is kept of you, a copy of it, what was done with your account, and how to delete it:{' '}
        <Link href="/privacy" className="font-medium text-accent underline">
          your data
        </Link>
        .
      </p>
    </Panel>
  );
}
