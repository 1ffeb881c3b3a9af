/** q-values of a family of tests (Benjamini & Hochberg 1995); a null p-value is no test and stays null. */
export function qValues(pValues: readonly (number | null)[]): (number | null)[] {
  const tests = pValues
    .flatMap((p, index) => (p === null ? [] : [{ p, index }]))
    .toSorted((a, b) => a.p - b.p || a.index - b.index);
  const out = pValues.map((): number | null => null);
  let smallest = 1;
  for (let rank = tests.length; rank >= 1; rank -= 1) {
    const test = tests[rank - 1];
    if (!test) continue;
    smallest = Math.min(smallest, (test.p * tests.length) / rank);
    out[test.index] = smallest;
  }
  return out;
}
