import { setTimeout as delay } from 'node:timers/promises';

const ASK_EVERY_MS = 250;

/** Asks how far the server is until it is done. */
export async function untilDone<Answer>(
  ask: () => Promise<Answer>,
  isDone: (answer: Answer) => boolean,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    await delay(ASK_EVERY_MS);
  }
}
