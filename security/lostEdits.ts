import { existsSync, readFileSync } from 'node:fs';
import { DEFENCES, type Edit } from './defences.ts';

const PLACES = ['apps/bff/dist', 'packages/shared/dist', 'packages/formats/dist'];

/** Edits whose line is not in the compiled code any more: that defence could not be switched off. */
export function lostEdits(): string[] {
  return Object.entries(DEFENCES).flatMap(([name, { edits }]) =>
    edits.filter((edit) => !isThere(edit)).map(({ file, from }) => `  ${name}: ${file} holds no ${from}`),
  );
}

function isThere({ file, from }: Edit): boolean {
  return PLACES.map((place) => `${place}/${file}`)
    .filter(existsSync)
    .some((path) => readFileSync(path, 'utf8').includes(from));
}
