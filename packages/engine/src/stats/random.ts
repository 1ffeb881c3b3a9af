/** The one source of chance: 32-bit integers from a seed, the same in TypeScript and Python. */
export interface Random {
  /** Uniform in 0..2³²−1. */
  integer(): number;
  /** Uniform in [0, 1) with 32 bits. */
  next(): number;
  /** Uniform in 0..bound−1 without bias, for a bound up to 2³². */
  below(bound: number): number;
}

const STEP = 0x9e3779b9;

/** splitmix32: every operation is one on unsigned 32-bit integers. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const integer = (): number => {
    state = (state + STEP) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const below = (bound: number): number => {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    let drawn = integer();
    while (drawn >= limit) drawn = integer();
    return drawn % bound;
  };
  return { integer, next: () => integer() / 0x1_0000_0000, below };
}

/** Fisher–Yates in place. */
export function shuffle<T>(values: T[], random: Random): void {
  for (let i = values.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    const kept = values[i] as T;
    values[i] = values[j] as T;
    values[j] = kept;
  }
}
