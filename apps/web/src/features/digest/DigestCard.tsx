'use client';
import type { DigestDto } from '@twin/shared/dto/digest';
import Link from 'next/link';
import { Panel } from '../../ui/Panel.tsx';
import { weekName } from './weekName.ts';

const SHOWN = ['calm', 'facts', 'pattern', 'question'];

/** A week in short; absent until there is one. */
export function DigestCard({ digest }: { digest: DigestDto | undefined }) {
  if (!digest) return null;
  return (
    <Panel
      title="Your last week"
      note={weekName(digest)}
      actions={
        <Link href="/digest" className="text-sm font-medium text-accent underline">
          Read the digest
        </Link>
      }
    >
      <div className="flex max-w-prose flex-col gap-2 text-sm">
        {digest.parts
          .filter(({ kind }) => SHOWN.includes(kind))
          .map(({ kind, text }) => (
            <p key={kind}>{text}</p>
          ))}
      </div>
    </Panel>
  );
}
