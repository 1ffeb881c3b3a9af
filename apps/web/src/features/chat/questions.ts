/** Questions that the coach answers from facts; each leads to an answer of its own. */
export const QUESTIONS = [
  'Which patterns do you see?',
  'How are my results?',
  'What did it cost in fees?',
  'Am I improving?',
  'What was my worst week?',
  'Which rule would help?',
] as const;

/** What can be asked about one decision. */
export const DECISION_QUESTIONS = ['Why was this tagged?'] as const;
