'use client';
import type { DigestDto } from '@twin/shared/dto/digest';
import Link from 'next/link';
import { Panel } from '../../ui/Panel.tsx';
import { CostSign } from './CostSign.tsx';
import { readableText } from './partText.ts';
import { weekName } from './weekName.ts';

type Part = DigestDto['parts'][number];

const SHOWN: readonly Part['kind'][] = ['calm', 'facts', 'pattern', 'example', 'question'];

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
        {shortOf(digest.parts).map(({ kind, text }) => (
          <p key={kind}>{readableText(text)}</p>
        ))}
        <CostSign facts={digest.facts} />
      </div>
    </Panel>
  );
}

/** The first of each kind. The question is about the first example, and says nothing without it. */
function shortOf(parts: readonly Part[]): Part[] {
  const first = SHOWN.flatMap((kind) => parts.find((part) => part.kind === kind) ?? []);
  const hasExample = first.some(({ kind }) => kind === 'example');
  return hasExample ? first : first.filter(({ kind }) => kind !== 'question');
}
