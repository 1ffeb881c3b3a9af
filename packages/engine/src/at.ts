/** Element of an array whose index is known to be inside. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}
