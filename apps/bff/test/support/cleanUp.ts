import { afterAll, onTestFinished, TestRunner } from 'vitest';

/**
 * Runs the work at the end of the test in which this is called, at the top of a file after the file. Called in
 * `beforeAll` it would never be run: vitest takes hooks of a file before it runs any.
 */
export function cleanUp(work: () => Promise<unknown>): void {
  const hook = TestRunner.getCurrentTest() === undefined ? afterAll : onTestFinished;
  hook(async () => {
    await work();
  });
}
