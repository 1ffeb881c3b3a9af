import type { DigestDto } from '@twin/shared/dto/digest';
import Link from 'next/link';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { kindFromPattern, RULES } from '../rules/ruleWords.ts';
import { ChangeTable } from './ChangeTable.tsx';
import { CostSign } from './CostSign.tsx';
import { readableText } from './partText.ts';
import { weekName } from './weekName.ts';

type Part = DigestDto['parts'][number];

const HEADINGS: Record<Part['kind'], string> = {
  calm: 'First of all',
  facts: 'The week',
  well: 'What went well',
  pattern: 'A pattern',
  example: 'For example',
  question: 'A question',
  plan: 'A plan',
  limits: 'How far this goes',
};

/** One week in full, in the order in which it was written. */
export function DigestArticle({ digest }: { digest: DigestDto }) {
  return (
    <Panel
      title={`Week of ${weekName(digest)}`}
      note={noteOf(digest)}
      actions={
        <Button look="quiet" className="print:hidden" onClick={() => window.print()}>
          Print
        </Button>
      }
    >
      <article className="flex max-w-prose flex-col gap-4 text-base">
        {groupsOf(digest.parts).map(({ kind, texts }) => (
          <section key={kind} aria-label={HEADINGS[kind]}>
            <h3 className="text-xs font-medium text-muted">{HEADINGS[kind]}</h3>
            {texts.map((text) => (
              <p key={text}>{readableText(withoutHeading(text, kind))}</p>
            ))}
            {kind === 'pattern' && <CostSign facts={digest.facts} />}
            {kind === 'plan' && <RuleLink label={digest.label} />}
          </section>
        ))}
        {digest.changes.length > 0 && <ChangeTable changes={digest.changes} />}
        <Provenance digest={digest} />
      </article>
    </Panel>
  );
}

/** Whose days it tells, and why it was written again. */
function noteOf({ timeZone, revision, changes }: DigestDto): string {
  if (revision === 1) return `Days in ${timeZone}`;
  const why = changes.length > 0 ? 'after a late trade' : 'as scores or candles changed';
  return `Days in ${timeZone}. Revision ${revision}, ${why}`;
}

/** The kind of rule that fits the pattern, by its name: the plan above is in other words. */
function RuleLink({ label }: Pick<DigestDto, 'label'>) {
  const kind = kindFromPattern(label ?? undefined);
  if (label === null || kind === undefined) return null;
  return (
    <Link href={`/rules?pattern=${label}`} className="text-sm text-accent underline print:hidden">
      See what the rule “{RULES[kind].name}” would have done
    </Link>
  );
}

/** Parts of one kind stand together under one heading. */
function groupsOf(parts: readonly Part[]): { kind: Part['kind']; texts: string[] }[] {
  const kinds = [...new Set(parts.map(({ kind }) => kind))];
  return kinds.map((kind) => ({
    kind,
    texts: parts.filter((part) => part.kind === kind).map(({ text }) => text),
  }));
}

/** The plain text says itself what the heading says here. */
function withoutHeading(text: string, kind: Part['kind']): string {
  const spoken = { well: 'What went well: ', plan: 'A plan to accept or edit: ' }[kind as string];
  if (spoken === undefined || !text.startsWith(spoken)) return text;
  const rest = text.slice(spoken.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

function Provenance({ digest }: { digest: DigestDto }) {
  return (
    <details className="text-xs text-muted print:hidden">
      <summary className="cursor-pointer">What it was made from</summary>
      <p className="mt-1 break-words">
        Facts {digest.inputHash.slice(0, 16)} · engine {digest.engineVersion} · model {digest.modelVersion}.
        The same facts give the same text, to the letter.
      </p>
    </details>
  );
}
