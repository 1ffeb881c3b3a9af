import type { Attack, Scene } from './attack.ts';
import { Breach } from './attack.ts';
import { forgeryAttacks } from './attacks/forgeries.ts';
import { guessAttacks } from './attacks/guesses.ts';
import { inputAttacks } from './attacks/inputs.ts';
import { outsideAttacks } from './attacks/outside.ts';
import { pageAttacks } from './attacks/pages.ts';
import { peopleAttacks } from './attacks/people.ts';
import { sessionAttacks } from './attacks/sessions.ts';
import { DEFENCES, type DefenceName, defenceOf, type Edit } from './defences.ts';
import { lostEdits } from './lostEdits.ts';
import { Outside } from './outside.ts';
import { type RunningApi, startTarget, type Target } from './target.ts';

const ALL: readonly Attack[] = [
  ...sessionAttacks,
  ...forgeryAttacks,
  ...guessAttacks,
  ...peopleAttacks,
  ...inputAttacks,
  ...outsideAttacks,
  ...pageAttacks,
];
/** A word behind the flags chooses the defences whose names hold it. */
const WORD = process.argv.slice(2).find((each) => !each.startsWith('--')) ?? '';
const NAMES = (Object.keys(DEFENCES) as DefenceName[]).filter((name) => name.includes(WORD));
const ATTACKS = ALL.filter(({ defence }) => NAMES.includes(defence));
const PUBLIC_URL = 'https://twin.example.org';
/** Defences of the api alone are switched off side by side, each in an api of its own. */
const LANES = 2;

/** null: it was refused; else how it got through. */
async function tryAttack(attack: Attack, scene: Scene): Promise<string | null> {
  try {
    await attack.run(scene);
    return null;
  } catch (error) {
    if (error instanceof Breach) return error.message;
    throw new Error(`"${attack.name}" could not be tried`, { cause: error });
  }
}

async function inScene<T>(
  target: Target,
  edits: readonly Edit[],
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  const outside = await new Outside().listen();
  const api = await target.startApi({ edits, outside });
  let https: Promise<RunningApi> | null = null;
  try {
    return await work({
      api,
      https: () => {
        https ??= target.startApi({ edits, outside, publicUrl: PUBLIC_URL });
        return https;
      },
      outside,
      target,
    });
  } finally {
    await Promise.all([api.stop(), (https as Promise<RunningApi> | null)?.then((each) => each.stop())]);
    await outside.close();
  }
}

/** Every attack against the product as it is. */
async function attackAll(target: Target): Promise<boolean> {
  let refusals = 0;
  await inScene(target, [], async (scene) => {
    for (const attack of ATTACKS) {
      const breach = await tryAttack(attack, scene);
      if (breach === null) refusals += 1;
      console.log(breach === null ? `refused   ${attack.name}` : `BREACHED  ${attack.name}: ${breach}`);
    }
  });
  console.log(`\n${ATTACKS.length} tried, ${refusals} refused`);
  return refusals === ATTACKS.length;
}

/** One defence off at a time: each attack that it holds off must then get through. */
async function attackUndefended(target: Target): Promise<boolean> {
  const blind: string[] = [];
  const waiting = NAMES.filter((name) => !isShared(name));
  const lane = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift())
      blind.push(...(await switchOff(target, name)));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  for (const name of NAMES.filter(isShared)) blind.push(...(await switchOff(target, name)));
  const idle = NAMES.filter((name) => !ATTACKS.some(({ defence }) => defence === name));
  const seen = ATTACKS.length - blind.length;
  console.log(`\n${NAMES.length} defences switched off, ${seen} of ${ATTACKS.length} attacks got through`);
  for (const each of [...blind, ...idle.map((name) => `${name}: no attack`)]) console.log(`  ${each}`);
  return blind.length === 0 && idle.length === 0;
}

/** In the worker or in the database, which all apis share. */
function isShared(name: DefenceName): boolean {
  const { sql, isInWorker } = defenceOf(name);
  return sql !== undefined || isInWorker === true;
}

/** @returns the attacks that do not get through though nothing holds them off */
async function switchOff(target: Target, name: DefenceName): Promise<string[]> {
  const { edits, sql, isInWorker } = defenceOf(name);
  const begun = performance.now();
  const blind: string[] = [];
  if (sql) await target.query(sql.off);
  if (isInWorker) await target.startWorker(edits);
  await inScene(target, isInWorker ? [] : edits, async (scene) => {
    for (const attack of ATTACKS.filter(({ defence }) => defence === name)) {
      const isBlind = (await tryAttack(attack, scene)) === null;
      if (isBlind) blind.push(`${name}: ${attack.name}`);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(5);
      console.log(`${seconds} s ${isBlind ? 'BLIND    ' : 'breached '} without "${name}": ${attack.name}`);
    }
  }).catch((error: unknown) => {
    console.error(error);
    blind.push(`${name}: not tried`);
  });
  if (sql) await target.query(sql.on);
  if (isInWorker) await target.startWorker([]);
  return blind;
}

const lost = lostEdits();
if (lost.length > 0) throw new Error(`defences that are no longer where they were:\n${lost.join('\n')}`);
const target = await startTarget();
try {
  const holds = process.argv.includes('--self-test')
    ? await attackUndefended(target)
    : await attackAll(target);
  process.exitCode = holds ? 0 : 1;
} finally {
  await target.close();
}
