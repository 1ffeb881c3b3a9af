import type { CoachMessageDto } from '@twin/shared/dto/coach';

/** The text with each of its facts set off, so that the eye finds the numbers. */
export function MessageText({ text, facts }: Pick<CoachMessageDto, 'text' | 'facts'>) {
  return (
    <p className="break-words whitespace-pre-line">
      {splitByFacts(text, facts).map(({ at, part, isFact }) =>
        isFact ? (
          <strong key={at} className="font-semibold">
            {part}
          </strong>
        ) : (
          part
        ),
      )}
    </p>
  );
}

interface TextPart {
  at: number;
  part: string;
  isFact: boolean;
}

/** Cuts a text where its facts stand; the longest fact wins where several begin. */
export function splitByFacts(text: string, facts: CoachMessageDto['facts']): TextPart[] {
  const words = Object.values(facts)
    .map((fact) => fact.text)
    .filter((word) => word !== '')
    .toSorted((a, b) => b.length - a.length);
  if (words.length === 0) return [{ at: 0, part: text, isFact: false }];
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${words.map(escapeWord).join('|')})(?![\\p{L}\\p{N}])`,
    'gu',
  );
  const parts: TextPart[] = [];
  let done = 0;
  for (const { 0: word, index } of text.matchAll(pattern)) {
    if (index > done) parts.push({ at: done, part: text.slice(done, index), isFact: false });
    parts.push({ at: index, part: word, isFact: true });
    done = index + word.length;
  }
  if (done < text.length) parts.push({ at: done, part: text.slice(done), isFact: false });
  return parts;
}

function escapeWord(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
