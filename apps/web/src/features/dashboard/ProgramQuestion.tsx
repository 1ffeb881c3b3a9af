import { QuietLink } from '../../ui/QuietLink.tsx';
import { Notice } from '../../ui/states.tsx';
import { useAccounts } from '../shell/session.ts';

/** Patterns of a program would be told as the person's own: whoever can say which it is, is asked. */
export function ProgramQuestion() {
  const unsure = useAccounts().data?.find(
    ({ looksAutomated, tradedBy }) => looksAutomated && tradedBy === null,
  );
  if (!unsure) return null;
  return (
    <Notice>
      {unsure.name} trades at all hours or like clockwork, as programs do. Is it one?{' '}
      <QuietLink href="/settings" className="font-medium text-accent underline underline-offset-2">
        Say who trades it
      </QuietLink>
    </Notice>
  );
}
