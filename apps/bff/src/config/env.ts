import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { browserAddress } from '@twin/shared/primitives/browserAddress';
import { z } from 'zod';
import { Secret } from '../lib/crypto/Secret.ts';
import { OutsideUrl, VENUE_VARIABLES, type VenueConfig, venueConfigOf } from './venues.ts';

/** The environment is wrong; the message names each variable and what to set. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const MASTER_KEY_BYTES = 32;
export type MasterKeyList = [Secret<Uint8Array<ArrayBuffer>>, ...Secret<Uint8Array<ArrayBuffer>>[]];

const Port = z.coerce.number().int().min(0).max(65_535);
const Flag = z.stringbool();
const Days = z.coerce.number().int().min(0).max(36_500);
const SecretText = z.string().min(32, 'must hold at least 32 characters: openssl rand -base64 32');
const PostgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must look like postgresql://user:password@host:5432/database');
const MasterKeys = z.string().transform((text, context): MasterKeyList => {
  const [newest, ...older] = text
    .trim()
    .split(/\s+/)
    .map((line) => new Secret(new Uint8Array(Buffer.from(line, 'base64url'))));
  const all = newest === undefined ? [] : [newest, ...older];
  if (newest !== undefined && all.every((key) => key.reveal().length === MASTER_KEY_BYTES))
    return [newest, ...older];
  context.addIssue('must be 32 random bytes a line: openssl rand -base64 32');
  return z.NEVER;
});

const Environment = z
  .object({
    /** The app role's connection; the owner's is known to migrations only. */
    DATABASE_URL: PostgresUrl,
    /** PostgreSQL itself as the app role, for what holds a session, where DATABASE_URL is a pooler's in transaction mode. */
    DATABASE_SESSION_URL: PostgresUrl.optional(),
    /** A read replica as the app role: reports read the history there, once it has what they are about. */
    DATABASE_REPLICA_URL: PostgresUrl.optional(),
    /** Moves queue, cache, rate limits and fan-out to Redis. */
    REDIS_URL: z
      .string()
      .regex(/^rediss?:\/\//, 'must look like redis://host:6379')
      .optional(),
    /** Uploads, snapshots and exports, unless S3_BUCKET is set; letters that nobody sends. */
    DATA_DIR: z.string().min(1, 'must name a folder that this process may write'),
    /** A bucket for uploads, snapshots and exports; region and credentials are read by the AWS SDK. */
    S3_BUCKET: z.string().min(3).max(63).optional(),
    /** Another server that speaks S3. */
    S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must look like https://s3.example.org' }).optional(),
    /** The exported web pages; without it the process serves the API alone. */
    WEB_DIR: z.string().min(1).optional(),
    PORT: Port.default(4180),
    HOST: z.string().min(1).default('127.0.0.1'),
    /** The address that people type; https makes cookies Secure and sends HSTS. */
    PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must look like https://twin.example.org' }).optional(),
    /** Addresses of proxies whose X-Forwarded-For may be believed, separated by commas. */
    TRUST_PROXY: z.string().min(1).optional(),
    /** Keys of CSRF tokens and of address hashes are derived from it. */
    APP_SECRET: SecretText,
    /**
     * Master keys, 32 bytes each as base64 or base64url, one a line: the first wraps, all unwrap. Theirs are the
     * data keys that seal broker tokens and second factors.
     */
    MASTER_KEYS: MasterKeys.optional(),
    /** Id, ARN or alias of a key in AWS KMS, instead; region and credentials are read by the AWS SDK. */
    KMS_KEY_ID: z.string().min(1).optional(),
    /** A range service that knows leaked passwords by the first five digits of their hash; off unless set. */
    PASSWORD_RANGE_URL: OutsideUrl.optional(),
    REGISTRATION: z.enum(['first', 'open', 'closed'], 'must be first, open or closed').default('first'),
    DEMO: Flag.default(false),
    /** Days after which entries of the audit trail are removed; 0 keeps them for ever. */
    RETENTION_AUDIT_DAYS: Days.default(400),
    /** Days after which messages of the coach and replies are removed; 0 keeps them for ever. */
    RETENTION_MESSAGES_DAYS: Days.default(0),
    /** Days after which answers of simulations are removed, to be computed anew when asked; 0 keeps them for ever. */
    RETENTION_SIMULATIONS_DAYS: Days.default(90),
    /** Days for which a failed job can be looked at and put back in line; 0 keeps it until 5,000 failed after it. */
    RETENTION_JOBS_DAYS: Days.default(14),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    /** Opens /metrics to other machines that know it; without it only this machine may read them. */
    METRICS_TOKEN: SecretText.optional(),
    /** Where apps/ml answers; without it the engine scores alone. Both sides share the secret. */
    ML_URL: z.url({ protocol: /^https?$/, error: 'must look like http://localhost:8000' }).optional(),
    ML_SECRET: SecretText.optional(),
    /** Where letters go; without it they are written to DATA_DIR/mail. */
    MAIL_URL: z
      .string()
      .regex(/^smtps?:\/\/[^/]+$/, 'must look like smtps://user:password@mail.example.org:465')
      .optional(),
    /** The sender that people see. */
    MAIL_FROM: z.email('must look like twin@example.org').optional(),
    /** Base address of an OTLP receiver; traces are off without it. */
    OTEL_EXPORTER_OTLP_ENDPOINT: z
      .url({ protocol: /^https?$/, error: 'must look like http://localhost:4318' })
      .optional(),
    ...VENUE_VARIABLES,
    /** The worker's own health and metrics; off unless set. */
    WORKER_PORT: Port.optional(),
  })
  .refine(({ ML_URL, ML_SECRET }) => ML_URL === undefined || ML_SECRET !== undefined, {
    path: ['ML_SECRET'],
    message: 'must be the same as that of the ML service',
  })
  .refine(({ MASTER_KEYS, KMS_KEY_ID }) => MASTER_KEYS !== undefined || KMS_KEY_ID !== undefined, {
    path: ['MASTER_KEYS'],
    message: 'must be set, or KMS_KEY_ID',
  })
  .refine(({ MAIL_URL, MAIL_FROM }) => MAIL_URL === undefined || MAIL_FROM !== undefined, {
    path: ['MAIL_FROM'],
    message: 'must be an address that the mail server lets us send from',
  });
type Environment = z.infer<typeof Environment>;

export interface Config extends VenueConfig {
  databaseUrl: string;
  /** For listening, for locks and for the queue. */
  sessionUrl: string;
  replicaUrl: string | null;
  redisUrl: string | null;
  dataDir: string;
  /** Where files lie that outlive a request. */
  objects: { kind: 'folder'; folder: string } | { kind: 's3'; bucket: string; endpoint: string | null };
  webDir: string | null;
  host: string;
  port: number;
  workerPort: number | null;
  publicOrigin: string | null;
  isHttps: boolean;
  /** Where people find us, for links in letters. */
  address: string;
  passwordRangeUrl: string | null;
  trustProxy: string[];
  appSecret: string;
  /** Where the data keys are wrapped. */
  kms: { kind: 'local'; masterKeys: MasterKeyList } | { kind: 'aws'; keyId: string };
  metricsToken: string | null;
  ml: { url: string; secret: string } | null;
  /** smtpUrl null: letters are files in the folder. */
  mail: { smtpUrl: string | null; from: string; folder: string };
  otlpEndpoint: string | null;
  /** Days, null = for ever. */
  retention: Record<'audits' | 'messages' | 'simulations' | 'jobs', number | null>;
  registration: 'first' | 'open' | 'closed';
  hasDemo: boolean;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/**
 * The owner's connection, for migrations alone.
 * @throws ConfigError when it is not set or no address of PostgreSQL
 */
export function readOwnerUrl(variables: NodeJS.ProcessEnv = process.env): string {
  const given = PostgresUrl.safeParse(withSecretFiles(variables)['DATABASE_OWNER_URL']);
  if (given.success) return given.data;
  throw new ConfigError(
    'The configuration cannot be used.\n  DATABASE_OWNER_URL must be the connection of the schema owner, ' +
      'postgresql://twin_owner:password@host:5432/database',
  );
}

/** Variables that may also be given as a file, NAME_FILE, as container secrets are. */
const SECRETS = [
  'APP_SECRET',
  'MASTER_KEYS',
  'METRICS_TOKEN',
  'ML_SECRET',
  'DATABASE_URL',
  'DATABASE_REPLICA_URL',
  'DATABASE_OWNER_URL',
  'REDIS_URL',
  'MAIL_URL',
  'COINBASE_CLIENT_SECRET',
] as const;

/**
 * Reads the environment once; nothing else in this app may.
 * @throws ConfigError naming every wrong variable and its fix
 */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const given = withSecretFiles(variables);
  const parsed = Environment.safeParse(given);
  if (parsed.success) return configOf(parsed.data);
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const isMissing = given[name] === undefined;
    return `  ${name} ${isMissing ? 'is not set' : 'is wrong'}: ${isMissing ? hintOf(name) : issue.message}`;
  });
  throw new ConfigError(`The configuration cannot be used.\n${lines.join('\n')}`);
}

function configOf(env: Environment): Config {
  const publicUrl = env.PUBLIC_URL === undefined ? null : new URL(env.PUBLIC_URL);
  const dataDir = resolve(env.DATA_DIR);
  return {
    databaseUrl: env.DATABASE_URL,
    sessionUrl: env.DATABASE_SESSION_URL ?? env.DATABASE_URL,
    replicaUrl: env.DATABASE_REPLICA_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    dataDir,
    objects: env.S3_BUCKET
      ? { kind: 's3', bucket: env.S3_BUCKET, endpoint: env.S3_ENDPOINT ?? null }
      : { kind: 'folder', folder: join(dataDir, 'objects') },
    webDir: env.WEB_DIR === undefined ? null : resolve(env.WEB_DIR),
    host: env.HOST,
    port: env.PORT,
    workerPort: env.WORKER_PORT ?? null,
    publicOrigin: publicUrl?.origin ?? null,
    address: publicUrl?.origin ?? browserAddress(env.HOST, env.PORT),
    passwordRangeUrl: env.PASSWORD_RANGE_URL?.replace(/\/+$/, '') ?? null,
    isHttps: publicUrl?.protocol === 'https:',
    trustProxy: env.TRUST_PROXY?.split(',').map((address) => address.trim()) ?? [],
    appSecret: env.APP_SECRET,
    kms: kmsOf(env),
    metricsToken: env.METRICS_TOKEN ?? null,
    ml: env.ML_URL && env.ML_SECRET ? { url: env.ML_URL, secret: env.ML_SECRET } : null,
    mail: {
      smtpUrl: env.MAIL_URL ?? null,
      from: env.MAIL_FROM ?? 'trading-twin@localhost',
      folder: join(dataDir, 'mail'),
    },
    retention: {
      audits: env.RETENTION_AUDIT_DAYS || null,
      messages: env.RETENTION_MESSAGES_DAYS || null,
      simulations: env.RETENTION_SIMULATIONS_DAYS || null,
      jobs: env.RETENTION_JOBS_DAYS || null,
    },
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    ...venueConfigOf(env),
    registration: env.REGISTRATION,
    hasDemo: env.DEMO,
    logLevel: env.LOG_LEVEL,
  };
}

function kmsOf({ KMS_KEY_ID, MASTER_KEYS }: Environment): Config['kms'] {
  if (KMS_KEY_ID !== undefined) return { kind: 'aws', keyId: KMS_KEY_ID };
  if (MASTER_KEYS !== undefined) return { kind: 'local', masterKeys: MASTER_KEYS };
  throw new ConfigError('The configuration cannot be used.\n  MASTER_KEYS is not set');
}

function withSecretFiles(variables: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const merged: Record<string, string | undefined> = {};
  // An empty variable is an unset one: compose files and shells cannot tell them apart.
  for (const [name, value] of Object.entries(variables)) if (value !== '') merged[name] = value;
  for (const name of SECRETS) {
    const path = merged[`${name}_FILE`];
    if (path !== undefined) merged[name] = readSecret(name, path);
  }
  return merged;
}

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `The configuration cannot be used.\n  ${name}_FILE cannot be read: ${reason}. Name a file that this process may read.`,
    );
  }
}

function hintOf(name: string): string {
  if (name === 'DATABASE_URL') return 'give the app role, postgresql://user:password@host:5432/database';
  if (name === 'MASTER_KEYS')
    return 'give 32 random bytes (openssl rand -base64 32), a file of them as MASTER_KEYS_FILE, or KMS_KEY_ID';
  if (name === 'MAIL_FROM') return 'name the sender, an address that the mail server lets us send from';
  if (name === 'DATA_DIR') return 'name a folder that this process may write';
  return `give at least 32 random characters, or a file of them as ${name}_FILE`;
}
