import type { Config } from '../../config/env.ts';
import type { Kms } from '../../ports/kms.ts';
import { AwsKms } from './AwsKms.ts';
import { LocalKms } from './LocalKms.ts';

export function openKms({ kms }: Pick<Config, 'kms'>): Kms {
  return kms.kind === 'aws' ? new AwsKms({ keyId: kms.keyId }) : new LocalKms(kms.masterKeys);
}
