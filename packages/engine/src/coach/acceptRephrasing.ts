import type { Reflection } from './reflect.ts';
import { verifyText } from './verifier.ts';

/**
 * The rephrased text when every number, date, symbol and direction of it is a fact and nothing in it is forbidden;
 * else the reflection as it was. So whatever a language model answers, the person reads a correct text.
 */
export function acceptRephrasing(reflection: Reflection, text: string): Reflection {
  const isQuestionKept = text.includes('?') === reflection.text.includes('?');
  return isQuestionKept && verifyText(text, reflection.facts).length === 0
    ? { ...reflection, text }
    : reflection;
}
