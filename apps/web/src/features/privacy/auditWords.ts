const WORDS: Readonly<Record<string, string>> = {
  'account.created': 'Trading account added',
  'account.deleted': 'Trading account deleted',
  'account.renamed': 'Trading account renamed',
  'account.updated': 'Trading account changed',
  'broker.connected': 'Broker connected',
  'broker.disconnected': 'Broker disconnected',
  'broker.renewed': 'Broker connected again',
  'broker.signInBegun': 'Sign-in at a broker begun',
  'export.downloaded': 'Copy of your data downloaded',
  'export.requested': 'Copy of your data asked for',
  'import.undone': 'Import undone',
  'password.changed': 'Password changed',
  'password.reset': 'New password chosen by a letter',
  'password.resetRequested': 'Letter for a new password asked for',
  'secondFactor.off': 'Second factor turned off',
  'secondFactor.on': 'Second factor turned on',
  'secondFactor.recoveryUsed': 'Signed in with a recovery code',
  'session.closed': 'Signed out',
  'session.opened': 'Signed in',
  'session.revoked': 'Device signed out',
  'settings.changed': 'Settings changed',
  'user.registered': 'Account created',
};

/** An act in words; one that this page does not know yet by its own name. */
export function wordsOf(action: string): string {
  return WORDS[action] ?? action;
}
