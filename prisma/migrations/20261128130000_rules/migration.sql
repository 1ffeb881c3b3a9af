-- What the worker found of each rule, and the decisions that broke it.
ALTER TABLE "Rule"
  ADD COLUMN "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "adherence" JSONB,
  ADD COLUMN "checkedVersion" INTEGER;

UPDATE "Rule" SET "since" = "createdAt";

CREATE TABLE "RuleBreach" (
    "ruleId" TEXT NOT NULL,
    "tradeId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RuleBreach_pkey" PRIMARY KEY ("ruleId","tradeId")
);

CREATE INDEX "RuleBreach_ruleId_ts_tradeId_idx" ON "RuleBreach"("ruleId", "ts", "tradeId");
CREATE INDEX "RuleBreach_tradeId_idx" ON "RuleBreach"("tradeId");

ALTER TABLE "RuleBreach" ADD CONSTRAINT "RuleBreach_ruleId_fkey" FOREIGN KEY ("ruleId") REFERENCES "Rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "RuleBreach" ADD CONSTRAINT "RuleBreach_tradeId_fkey" FOREIGN KEY ("tradeId") REFERENCES "Trade"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "RuleBreach" ADD CONSTRAINT "RuleBreach_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT protect_tenant_table('"RuleBreach"', 'SELECT, INSERT, UPDATE, DELETE');

-- A decision's episode is looked up by its id.
CREATE INDEX "Episode_decisionIds_idx" ON "Episode" USING GIN ("decisionIds");
