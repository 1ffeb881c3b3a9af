import { create } from 'zustand';
import type { ImportChoices } from '../lib/api/imports.ts';

/** A file that was dropped and is not yet done with. It stays while the person looks at other pages. */
export interface Upload {
  key: string;
  file: File;
  choices: ImportChoices;
  /** Set once the server has taken the file. */
  importId: string | null;
}

interface UploadStore {
  uploads: readonly Upload[];
  add: (files: readonly File[]) => void;
  choose: (key: string, choices: ImportChoices) => void;
  markSent: (key: string, importId: string) => void;
  remove: (key: string) => void;
}

let added = 0;

export const useUploads = create<UploadStore>((set) => ({
  uploads: [],
  add: (files) => set(({ uploads }) => ({ uploads: [...uploads, ...files.map((file) => newUpload(file))] })),
  choose: (key, choices) => set(({ uploads }) => ({ uploads: replaceOf(uploads, key, { choices }) })),
  markSent: (key, importId) => set(({ uploads }) => ({ uploads: replaceOf(uploads, key, { importId }) })),
  remove: (key) => set(({ uploads }) => ({ uploads: uploads.filter((upload) => upload.key !== key) })),
}));

function newUpload(file: File): Upload {
  added += 1;
  return { key: `upload-${added}`, file, choices: {}, importId: null };
}

function replaceOf(uploads: readonly Upload[], key: string, change: Partial<Upload>): Upload[] {
  return uploads.map((upload) => (upload.key === key ? { ...upload, ...change } : upload));
}
