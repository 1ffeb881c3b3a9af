import type { KMSClient } from '@aws-sdk/client-kms';
import { AppError } from '@twin/shared/errors/AppError';
import type { ErrorCode } from '@twin/shared/errors/catalog';
import type { Kms, WrappedKey } from '../../ports/kms.ts';

export interface AwsKmsSettings {
  /** Id, ARN or alias of the master key; region and credentials come from where the AWS SDK looks for them. */
  keyId: string;
  /** Another server that speaks the same protocol. */
  endpoint?: string;
  region?: string;
  timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
const ATTEMPTS = 2;

/** The key was changed, or is not the one that the bytes were wrapped by. */
const BROKEN = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);
/** It answers, and the owner of the key must act: it is switched off, deleted, or not for us. */
const REFUSED = new Set([
  'AccessDeniedException',
  'DisabledException',
  'InvalidKeyUsageException',
  'KMSInvalidStateException',
  'NotFoundException',
  'UnrecognizedClientException',
]);

/** Master keys that never leave AWS KMS. */
export class AwsKms implements Kms {
  private readonly settings: AwsKmsSettings;
  private client: Promise<KMSClient> | null = null;
  private keyArn: Promise<string> | null = null;

  constructor(settings: AwsKmsSettings) {
    this.settings = settings;
  }

  currentKeyId(): Promise<string> {
    this.keyArn ??= this.describe();
    this.keyArn.catch(() => {
      this.keyArn = null;
    });
    return this.keyArn;
  }

  async wrap(key: Uint8Array<ArrayBuffer>, context: string): Promise<WrappedKey> {
    const { EncryptCommand } = await sdk();
    const { CiphertextBlob, KeyId } = await this.ask((client) =>
      client.send(
        new EncryptCommand({ KeyId: this.settings.keyId, Plaintext: key, EncryptionContext: { context } }),
      ),
    );
    if (!CiphertextBlob || !KeyId) throw new AppError('KMS_UNAVAILABLE');
    return { masterKeyId: KeyId, wrapped: new Uint8Array(CiphertextBlob) };
  }

  async unwrap({ masterKeyId, wrapped }: WrappedKey, context: string): Promise<Uint8Array<ArrayBuffer>> {
    const { DecryptCommand } = await sdk();
    const { Plaintext } = await this.ask((client) =>
      client.send(
        new DecryptCommand({ KeyId: masterKeyId, CiphertextBlob: wrapped, EncryptionContext: { context } }),
      ),
    );
    if (!Plaintext) throw new AppError('SEAL_BROKEN', { context: { masterKeyId } });
    return new Uint8Array(Plaintext);
  }

  /** An alias may lead to another key tomorrow; what wraps is named by its ARN. */
  private async describe(): Promise<string> {
    const { DescribeKeyCommand } = await sdk();
    const { KeyMetadata } = await this.ask((client) =>
      client.send(new DescribeKeyCommand({ KeyId: this.settings.keyId })),
    );
    if (KeyMetadata?.Arn === undefined) throw new AppError('KMS_UNAVAILABLE');
    return KeyMetadata.Arn;
  }

  private async ask<T>(question: (client: KMSClient) => Promise<T>): Promise<T> {
    this.client ??= this.connect();
    try {
      return await question(await this.client);
    } catch (cause) {
      throw new AppError(codeOf(cause), { cause });
    }
  }

  private async connect(): Promise<KMSClient> {
    const { KMSClient } = await sdk();
    const { endpoint, region, timeoutMs = TIMEOUT_MS } = this.settings;
    return new KMSClient({
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(region === undefined ? {} : { region }),
      maxAttempts: ATTEMPTS,
      requestHandler: { connectionTimeout: timeoutMs, requestTimeout: timeoutMs },
    });
  }
}

/** Loaded by those who use it only. */
const sdk = () => import('@aws-sdk/client-kms');

function codeOf(error: unknown): ErrorCode {
  const name = error instanceof Error ? error.name : '';
  if (BROKEN.has(name)) return 'SEAL_BROKEN';
  return REFUSED.has(name) ? 'KMS_REFUSED' : 'KMS_UNAVAILABLE';
}
