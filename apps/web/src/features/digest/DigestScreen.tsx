'use client';
import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { fetchSummary } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useSession } from '../shell/session.ts';
import { DigestArchive } from './DigestArchive.tsx';
import { DigestArticle } from './DigestArticle.tsx';
import { MailChoice } from './MailChoice.tsx';
import { useDigests } from './useDigests.ts';
import { WriteNow } from './WriteNow.tsx';

export function DigestScreen() {
  return (
    <Page
      title="Digest"
      note="Your week in the mirror, written on Monday morning. For reflection, not advice."
      actions={<MailChoice />}
    >
      <Suspense>
        <DigestContent />
      </Suspense>
    </Page>
  );
}

/** `?id=` names a week; without it the newest is shown. */
function DigestContent() {
  const query = useDigests();
  const wanted = useUrlState().get('id');
  const isDemo = useSession().data?.user.isDemo ?? false;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton lines={6} label="Opening your digests" />;
  const shown = query.digests.find(({ id }) => id === wanted) ?? query.digests[0];
  if (!shown) return <NothingYet isDemo={isDemo} />;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[1fr_16rem]">
      <DigestArticle digest={shown} />
      <DigestArchive query={query} shownId={shown.id} />
    </div>
  );
}

function NothingYet({ isDemo }: { isDemo: boolean }) {
  return (
    <Panel>
      <EmptyState title="No week has been told yet" action={isDemo ? null : <FirstStep />}>
        The first digest comes on the Monday after a week with trades, or minutes after you import older ones.
      </EmptyState>
    </Panel>
  );
}

/** Without trades there is no week to write: they come first. */
function FirstStep() {
  const summary = useQuery({ queryKey: keys.summary(undefined), queryFn: () => fetchSummary(undefined) });
  if (summary.isPending) return null;
  if (summary.data?.trades !== 0) return <WriteNow />;
  return (
    <QuietLink href="/imports" className="font-medium text-accent underline">
      Import a file
    </QuietLink>
  );
}
