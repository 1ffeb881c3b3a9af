/** A part of a digest for reading: a percent sign never begins a line of its own. */
export function readableText(text: string): string {
  return text.replaceAll(' %', '\u00a0%');
}
