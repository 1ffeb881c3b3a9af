'use client';
import Link from 'next/link';
import { Suspense } from 'react';
import { useUploads } from '../../stores/uploads.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { CandleUpload } from '../market/CandleUpload.tsx';
import { useSession } from '../shell/session.ts';
import { DropZone } from './DropZone.tsx';
import { ImportHistory } from './ImportHistory.tsx';
import { SendAll } from './SendAll.tsx';
import { UploadCard } from './UploadCard.tsx';

export function ImportsScreen() {
  const { uploads, add } = useUploads();
  const isDemo = useSession().data?.user.isDemo ?? false;
  return (
    <Page
      title="Imports"
      note={
        <>
          Files of fills from your exchange or broker. Nothing is stored before you have seen the preview. Or{' '}
          <Link href="/settings" className="text-accent underline">
            connect a broker
          </Link>{' '}
          and let them come by themselves.
        </>
      }
    >
      {isDemo ? <DemoNote /> : <DropZone onFiles={add} isSmall={uploads.length > 0} />}
      <SendAll />
      {uploads.map((upload) => (
        <UploadCard key={upload.key} upload={upload} />
      ))}
      <ImportHistory />
      {!isDemo && <Candles />}
    </Page>
  );
}

function Candles() {
  return (
    <Suspense>
      <CandlePanel />
    </Suspense>
  );
}

/** `?candles=BTC-USD` names the symbol that somebody was sent here for. */
function CandlePanel() {
  const symbol = useUrlState().get('candles');
  return (
    <div id="candles">
      <Panel
        title="Prices"
        note="Candles around your trades make the patterns surer and the simulations possible."
      >
        <CandleUpload symbol={symbol} />
      </Panel>
    </div>
  );
}

function DemoNote() {
  return (
    <Panel>
      <EmptyState
        title="The demo can be read, not changed"
        action={
          <Link href="/sign-in?mode=register" className="font-medium text-accent underline">
            Create an account to import your own trades
          </Link>
        }
      />
    </Panel>
  );
}
