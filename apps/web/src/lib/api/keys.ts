import type { TradeFilter } from './trades.ts';

/** Names of the server's rows in the query cache; a parent key invalidates all below it. */
export const keys = {
  session: ['session'],
  authOptions: ['authOptions'],
  devices: ['devices'],
  settings: ['settings'],
  accounts: ['accounts'],
  formats: ['formats'],
  imports: ['imports'],
  importOf: (id: string) => ['imports', id],
  messages: ['messages'],
  simulations: ['simulations'],
  simulation: (decisionId: string) => ['simulations', decisionId],
  /** Everything that a new or undone import changes. */
  journal: ['journal'],
  trades: (filter: TradeFilter) => ['journal', 'trades', filter],
  decision: (id: string) => ['journal', 'decision', id],
  summary: (account: string | undefined) => ['journal', 'summary', account],
  biases: (account: string | undefined) => ['journal', 'biases', account],
  timeline: ['journal', 'timeline'],
  equity: (account: string | undefined, asset: string | undefined) => ['journal', 'equity', account, asset],
  calendar: (account: string | undefined, month: string) => ['journal', 'calendar', account, month],
} as const;
