import { AppError } from '@twin/shared/errors/AppError';
import type { BreachedPasswords } from '../../ports/breachedPasswords.ts';

/** Of 0 to 4: 3 withstands an offline attack on slow hashes for years (Wheeler, zxcvbn, USENIX Security 2016). */
const SCORE_LEAST = 3;
/** Longer ones are strong by their length, and judging them costs time. */
const JUDGED_CHARACTERS = 72;

/** Refuses passwords that are guessed early: common ones, patterns, the person's own address, and known leaks. */
export class PasswordPolicy {
  private readonly breached: BreachedPasswords | null;

  /** null: no list of leaks is asked. */
  constructor(breached: BreachedPasswords | null) {
    this.breached = breached;
  }

  /** @throws AppError INVALID_INPUT naming the field, what is wrong with the password and how to mend it */
  async check(password: string, email: string, field: string): Promise<void> {
    const { score, warning } = await estimate(password.slice(0, JUDGED_CHARACTERS), wordsOf(email));
    if (score < SCORE_LEAST) throw weak(field, warning ?? 'is easy to guess');
    if (await this.breached?.has(password)) throw weak(field, 'stands in a list of leaked passwords');
  }
}

function weak(path: string, message: string): AppError {
  const fix = 'Use a longer one: four or more unrelated words are easy to remember.';
  return new AppError('INVALID_INPUT', { fields: [{ path, message, fix }] });
}

/** An address and its parts are the first guesses at its owner's password. */
function wordsOf(email: string): string[] {
  return [email, ...email.split(/[@.+_-]/)].filter((word) => word.length >= 3);
}

type Estimator = {
  check(password: string, words: string[]): { score: number; feedback: { warning: string | null } };
};

let estimator: Promise<Estimator> | null = null;

/** The dictionaries are loaded at the first new password, since an idle server needs none of them. */
async function estimate(
  password: string,
  words: string[],
): Promise<{ score: number; warning: string | null }> {
  estimator ??= loadEstimator();
  const { score, feedback } = (await estimator).check(password, words);
  return { score, warning: feedback.warning };
}

async function loadEstimator(): Promise<Estimator> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
  });
}
