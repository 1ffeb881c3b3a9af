import type { PositionFilter } from './outcomes.ts';
import type { TradeFilter } from './trades.ts';

/** Names of the server's rows in the query cache; a parent key invalidates all below it. */
export const keys = {
  session: ['session'],
  authOptions: ['authOptions'],
  devices: ['devices'],
  secondFactor: ['secondFactor'],
  audit: ['audit'],
  exportOf: (id: string) => ['exports', id],
  settings: ['settings'],
  accounts: ['accounts'],
  formats: ['formats'],
  brokers: ['brokers'],
  imports: ['imports'],
  importOf: (id: string) => ['imports', id],
  messages: ['messages'],
  rules: ['rules'],
  digests: ['digests'],
  simulations: ['simulations'],
  simulationsOf: (decisionId: string) => ['simulations', decisionId],
  simulation: (decisionId: string, kind: string) => ['simulations', decisionId, kind],
  backtests: ['simulations', 'backtest'],
  /** Everything that a new or undone import changes. */
  journal: ['journal'],
  trades: (filter: TradeFilter) => ['journal', 'trades', filter],
  decision: (id: string) => ['journal', 'decision', id],
  summary: (account: string | undefined) => ['journal', 'summary', account],
  biases: (account: string | undefined) => ['journal', 'biases', account],
  timeline: ['journal', 'timeline'],
  equity: (account: string | undefined, asset: string | undefined) => ['journal', 'equity', account, asset],
  outcomes: (account: string | undefined, asset: string) => ['journal', 'outcomes', account, asset],
  breakdown: (by: string, account: string | undefined, asset: string) => [
    'journal',
    'breakdown',
    by,
    account,
    asset,
  ],
  positions: (filter: PositionFilter) => ['journal', 'positions', filter],
  position: (id: string) => ['journal', 'position', id],
  calendar: (account: string | undefined, month: string) => ['journal', 'calendar', account, month],
} as const;
