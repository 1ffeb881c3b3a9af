'use client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense } from 'react';
import { fetchAuthOptions } from '../../lib/api/auth.ts';
import { keys } from '../../lib/api/keys.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { Brand } from '../../ui/Icon.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { CredentialsForm } from './CredentialsForm.tsx';
import { DemoButton } from './DemoButton.tsx';
import { ForgottenForm } from './ForgottenForm.tsx';

export function SignInScreen() {
  return (
    <div className="mx-auto flex min-h-full w-full max-w-sm flex-col justify-center gap-6 p-6">
      <div className="flex flex-col gap-2">
        <div className="text-lg">
          <Brand />
        </div>
        <p className="text-sm text-muted">
          Drop in a file of your trades. See exact positions, the patterns in your decisions, and how sure we
          are of each. Your trades stay on this server.
        </p>
      </div>
      <Suspense fallback={<Skeleton lines={4} />}>
        <Door />
      </Suspense>
    </div>
  );
}

/** One form at a time: the account's creation while there is none, signing in afterwards. */
function Door() {
  const url = useUrlState();
  const options = useQuery({ queryKey: keys.authOptions, queryFn: fetchAuthOptions, staleTime: 60_000 });
  if (options.isPending) return <Skeleton lines={4} />;
  const canRegister = options.data?.canRegister ?? true;
  const isFirstRun = options.data?.isFirstRun ?? false;
  const asked = url.get('mode') ?? (isFirstRun ? 'register' : 'signIn');
  if (asked === 'forgotten')
    return <ForgottenForm onBack={() => url.change({ mode: 'signIn' }, 'replace')} />;
  const mode = asked === 'register' && canRegister ? 'register' : 'signIn';
  const other = mode === 'register' ? 'signIn' : 'register';
  return (
    <>
      <CredentialsForm key={mode} mode={mode} isFirstRun={isFirstRun} />
      {mode === 'signIn' && (
        <p className="text-sm text-muted">
          <ModeButton onClick={() => url.change({ mode: 'forgotten' }, 'replace')}>
            Forgot the password?
          </ModeButton>
        </p>
      )}
      {canRegister && (
        <p className="text-sm text-muted">
          {mode === 'register' ? 'You have an account?' : 'No account yet?'}{' '}
          <ModeButton onClick={() => url.change({ mode: other }, 'replace')}>
            {mode === 'register' ? 'Sign in' : 'Create one'}
          </ModeButton>
        </p>
      )}
      {(options.data?.hasDemo ?? true) && <DemoButton />}
    </>
  );
}

function ModeButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className="font-medium text-accent underline" onClick={onClick}>
      {children}
    </button>
  );
}
