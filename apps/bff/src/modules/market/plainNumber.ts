/** The shortest plain notation of a double; below 1e-6 JavaScript would print an exponent. */
export function plainNumber(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(18).replace(/\.?0+$/, '') : text;
}
