-- Who decides in a trading account: where a program does, no pattern of the person is looked for.
ALTER TABLE "TradingAccount"
  ADD COLUMN "tradedBy" TEXT CHECK ("tradedBy" IN ('person', 'program')),
  ADD COLUMN "looksAutomated" BOOLEAN NOT NULL DEFAULT false;
