import type { Config } from '../../config/env.ts';
import type { ObjectStore } from '../../ports/objectStore.ts';
import { FolderObjectStore } from './FolderObjectStore.ts';
import { S3ObjectStore } from './S3ObjectStore.ts';

export function openObjects({ objects }: Pick<Config, 'objects'>): ObjectStore {
  return objects.kind === 's3' ? new S3ObjectStore(objects) : new FolderObjectStore(objects.folder);
}
