import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { AppError } from '@twin/shared/errors/AppError';
import type { ObjectStore } from '../../ports/objectStore.ts';
import { checkKey } from './objectKey.ts';

export interface S3Settings {
  bucket: string;
  /** Another server that speaks the same protocol; null: AWS. Region and credentials come from where its SDK looks. */
  endpoint: string | null;
  region?: string;
}

const TIMEOUT_MS = 30_000;
const ATTEMPTS = 3;

/** Objects in a bucket of S3 or of what speaks like it, shared by api and worker on any number of machines. */
export class S3ObjectStore implements ObjectStore {
  private readonly settings: S3Settings;
  private client: Promise<S3Client> | null = null;

  constructor(settings: S3Settings) {
    this.settings = settings;
  }

  /** In parts, which become the object with the last one; what breaks off leaves nothing. */
  async put(key: string, content: Readable): Promise<number> {
    checkKey(key);
    const { Upload } = await import('@aws-sdk/lib-storage');
    const client = await this.connected();
    let bytes = 0;
    let brokenBy: { error: unknown } | null = null;
    async function* counted(): AsyncGenerator<Buffer> {
      try {
        for await (const part of content) {
          const chunk = Buffer.from(part);
          bytes += chunk.length;
          yield chunk;
        }
      } catch (error) {
        brokenBy = { error };
        throw error;
      }
    }
    const params = { Bucket: this.settings.bucket, Key: key, Body: Readable.from(counted()) };
    try {
      await new Upload({ client, params }).done();
    } catch (error) {
      // The fault of what is read is its own, whatever the upload makes of it.
      if (brokenBy) throw (brokenBy as { error: unknown }).error;
      throw failure(error, key);
    }
    return bytes;
  }

  async open(key: string): Promise<Readable> {
    checkKey(key);
    const { GetObjectCommand } = await sdk();
    const client = await this.connected();
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: this.settings.bucket, Key: key }));
      return Body as Readable;
    } catch (error) {
      throw failure(error, key);
    }
  }

  async remove(key: string): Promise<void> {
    checkKey(key);
    const { DeleteObjectCommand } = await sdk();
    const client = await this.connected();
    try {
      await client.send(new DeleteObjectCommand({ Bucket: this.settings.bucket, Key: key }));
    } catch (error) {
      throw failure(error, key);
    }
  }

  private connected(): Promise<S3Client> {
    this.client ??= this.connect();
    return this.client;
  }

  private async connect(): Promise<S3Client> {
    const { S3Client } = await sdk();
    const { endpoint, region } = this.settings;
    return new S3Client({
      // Hosts named after buckets are Amazon's own.
      ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
      ...(region === undefined ? {} : { region }),
      maxAttempts: ATTEMPTS,
      requestHandler: { connectionTimeout: TIMEOUT_MS, requestTimeout: TIMEOUT_MS },
    });
  }
}

/** Loaded by those who use it only. */
const sdk = () => import('@aws-sdk/client-s3');

function failure(cause: unknown, key: string): AppError {
  const isMissing = cause instanceof Error && cause.name === 'NoSuchKey';
  return new AppError(isMissing ? 'OBJECT_MISSING' : 'OBJECTS_UNAVAILABLE', { cause, context: { key } });
}
