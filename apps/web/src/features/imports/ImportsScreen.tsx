'use client';
import { useUploads } from '../../stores/uploads.ts';
import { Page } from '../../ui/Panel.tsx';
import { DropZone } from './DropZone.tsx';
import { ImportHistory } from './ImportHistory.tsx';
import { UploadCard } from './UploadCard.tsx';

export function ImportsScreen() {
  const { uploads, add } = useUploads();
  return (
    <Page
      title="Imports"
      note="Files of fills from your exchange or broker. Nothing is stored before you have seen the preview."
    >
      <DropZone onFiles={add} isSmall={uploads.length > 0} />
      {uploads.map((upload) => (
        <UploadCard key={upload.key} upload={upload} />
      ))}
      <ImportHistory />
    </Page>
  );
}
