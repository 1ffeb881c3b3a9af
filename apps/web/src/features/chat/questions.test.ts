import { intentOf } from '@twin/engine/coach/answer';
import { expect, it } from 'vitest';
import { DECISION_QUESTIONS, QUESTIONS } from './questions.ts';

it('every suggested question is one that the coach understands, and no two are the same', () => {
  const intents = [...QUESTIONS, ...DECISION_QUESTIONS].map(intentOf);
  expect(intents).toEqual(['patterns', 'results', 'cost', 'improving', 'worst_week', 'rule', 'why']);
});
