export const AUDIT_WORDS: Readonly<Record<string, string>> = {
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
  'import.restored': 'Copy of your data restored',
  'import.undone': 'Import undone',
  'password.changed': 'Password changed',
  'password.reset': 'Password reset by e-mail',
  'password.resetRequested': 'E-mail to reset the password asked for',
  'rule.changed': 'Rule changed, or switched on or off',
  'rule.deleted': 'Rule deleted',
  'rule.made': 'Rule made',
  'secondFactor.off': 'Second factor turned off',
  'secondFactor.on': 'Second factor turned on',
  'secondFactor.recoveryUsed': 'Signed in with a recovery code',
  'session.closed': 'Signed out',
  'session.opened': 'Signed in',
  'session.revoked': 'Device signed out',
  'settings.changed': 'Settings changed',
  'trade.deleted': 'Trade deleted',
  'trade.restored': 'Deleted trade brought back',
  'user.registered': 'Account created',
};

/** An act in words; one that this page does not know yet by its own name. */
export function wordsOf(action: string): string {
  return AUDIT_WORDS[action] ?? action;
}
