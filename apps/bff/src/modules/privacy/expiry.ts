/** Times before which rows go; null keeps them for ever. */
export interface ExpiryTimes {
  audits: Date | null;
  messages: Date | null;
  simulations: Date | null;
}

export type ExpiredRows = Record<keyof ExpiryTimes, number>;
