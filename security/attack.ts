import type { DefenceName } from './defences.ts';
import type { Outside } from './outside.ts';
import type { RunningApi, Target } from './target.ts';

/** What an attack is run against: an api on http, one behind https, the world that they ask, and the machine below. */
export interface Scene {
  api: RunningApi;
  /** Started by whoever asks first. */
  https(): Promise<RunningApi>;
  outside: Outside;
  target: Target;
}

export interface Attack {
  /** What somebody tries. */
  name: string;
  /** What holds it off. */
  defence: DefenceName;
  /** Throws Breach when it gets through. */
  run(scene: Scene): Promise<void>;
}

/** The attack got what it wanted. */
export class Breach extends Error {
  override readonly name = 'Breach';
}

/** @throws Breach unless it was refused */
export function refused(isRefused: boolean, otherwise: string): void {
  if (!isRefused) throw new Breach(otherwise);
}
