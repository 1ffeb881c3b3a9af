/** Argon2id as OWASP's password storage cheat sheet asks at least: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const PREFIX = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;
/** Fits no password; verified in place of an unknown account's hash, so that both take the same time. */
const NOBODY = `${PREFIX}${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Loaded at the first sign-in, since an idle server needs no native hash in memory. */
const argon2 = () => import('@node-rs/argon2');

export async function hashPassword(password: string): Promise<string> {
  return (await argon2()).hash(password, COST);
}

/** Compares with the account's hash, or with nobody's when there is no such account. */
export async function isPasswordOf(hash: string | null, password: string): Promise<boolean> {
  // The demo user's hash is no hash at all: nobody signs in as it by password.
  const isHash = hash?.startsWith('$argon2id$') ?? false;
  const fits = await (await argon2()).verify(isHash && hash !== null ? hash : NOBODY, password);
  return fits && isHash;
}

/** Whether the hash was made with other costs than today's. */
export function isOutdated(hash: string): boolean {
  return !hash.startsWith(PREFIX);
}
