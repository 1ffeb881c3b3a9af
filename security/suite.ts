import type { Attack, Scene } from './attack.ts';
import { Breach } from './attack.ts';
import { forgeryAttacks } from './attacks/forgeries.ts';
import { guessAttacks } from './attacks/guesses.ts';
import { inputAttacks } from './attacks/inputs.ts';
import { pageAttacks } from './attacks/pages.ts';
import { peopleAttacks } from './attacks/people.ts';
import { sessionAttacks } from './attacks/sessions.ts';
import { DEFENCES, type DefenceName, defenceOf, type Edit } from './defences.ts';
import { startTarget, type Target } from './target.ts';

const ATTACKS: readonly Attack[] = [
  ...sessionAttacks,
  ...forgeryAttacks,
  ...guessAttacks,
  ...peopleAttacks,
  ...inputAttacks,
  ...pageAttacks,
];
const PUBLIC_URL = 'https://twin.example.org';

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

async function openScene(target: Target, edits: readonly Edit[]): Promise<Scene> {
  const [api, https] = await Promise.all([
    target.startApi({ edits }),
    target.startApi({ edits, publicUrl: PUBLIC_URL }),
  ]);
  return { api, https, target };
}

async function closeScene({ api, https }: Scene): Promise<void> {
  await Promise.all([api.stop(), https.stop()]);
}

/** Every attack against the product as it is. */
async function attackAll(target: Target): Promise<boolean> {
  const scene = await openScene(target, []);
  let refusals = 0;
  for (const attack of ATTACKS) {
    const breach = await tryAttack(attack, scene);
    if (breach === null) refusals += 1;
    console.log(breach === null ? `refused   ${attack.name}` : `BREACHED  ${attack.name}: ${breach}`);
  }
  await closeScene(scene);
  console.log(`\n${ATTACKS.length} tried, ${refusals} refused`);
  return refusals === ATTACKS.length;
}

/** One defence off at a time: each attack that it holds off must then get through. */
async function attackUndefended(target: Target): Promise<boolean> {
  let seen = 0;
  const blind: string[] = [];
  for (const name of Object.keys(DEFENCES) as DefenceName[]) {
    const { edits, sql, isInWorker } = defenceOf(name);
    if (sql) await target.query(sql.off);
    if (isInWorker) await target.startWorker(edits);
    const scene = await openScene(target, isInWorker ? [] : edits);
    for (const attack of ATTACKS.filter(({ defence }) => defence === name)) {
      const breach = await tryAttack(attack, scene);
      if (breach === null) blind.push(`${name}: ${attack.name}`);
      else seen += 1;
      console.log(`${breach === null ? 'BLIND    ' : 'breached '} without "${name}": ${attack.name}`);
    }
    await closeScene(scene);
    if (sql) await target.query(sql.on);
    if (isInWorker) await target.startWorker([]);
  }
  const idle = (Object.keys(DEFENCES) as DefenceName[]).filter(
    (name) => !ATTACKS.some(({ defence }) => defence === name),
  );
  console.log(
    `\n${Object.keys(DEFENCES).length} defences switched off, ${seen} of ${ATTACKS.length} attacks got through`,
  );
  for (const each of [...blind, ...idle.map((name) => `${name}: no attack`)]) console.log(`  ${each}`);
  return blind.length === 0 && idle.length === 0;
}

const target = await startTarget();
try {
  const holds = process.argv.includes('--self-test')
    ? await attackUndefended(target)
    : await attackAll(target);
  process.exitCode = holds ? 0 : 1;
} finally {
  await target.close();
}
