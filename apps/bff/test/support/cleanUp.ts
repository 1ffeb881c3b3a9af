import { afterAll, expect, onTestFinished } from 'vitest';

/** Runs the work at the end of the test in which this is called, at the top of a file after the file. */
export function cleanUp(work: () => Promise<unknown>): void {
  // A hook of the file that is added while a test runs would never be called.
  const isInTest = expect.getState().currentTestName !== undefined;
  const hook = isInTest ? onTestFinished : afterAll;
  hook(async () => {
    await work();
  });
}
