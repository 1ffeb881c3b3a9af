-- What holding perpetuals brought or cost: money by position, not by trade.
CREATE TABLE "Funding" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "broker" TEXT NOT NULL,
    "extId" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "instrument" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "amount" DECIMAL(38,18) NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Funding_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ImportFunding" (
    "importId" TEXT NOT NULL,
    "fundingId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,

    CONSTRAINT "ImportFunding_pkey" PRIMARY KEY ("importId","fundingId")
);

CREATE INDEX "Funding_userId_ts_id_idx" ON "Funding"("userId", "ts", "id");
CREATE UNIQUE INDEX "Funding_userId_broker_extId_key" ON "Funding"("userId", "broker", "extId");
CREATE INDEX "ImportFunding_fundingId_idx" ON "ImportFunding"("fundingId");

ALTER TABLE "Funding" ADD CONSTRAINT "Funding_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Funding" ADD CONSTRAINT "Funding_userId_account_fkey" FOREIGN KEY ("userId", "account") REFERENCES "TradingAccount"("userId", "key") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ImportFunding" ADD CONSTRAINT "ImportFunding_importId_fkey" FOREIGN KEY ("importId") REFERENCES "Import"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ImportFunding" ADD CONSTRAINT "ImportFunding_fundingId_fkey" FOREIGN KEY ("fundingId") REFERENCES "Funding"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Spot and margin pay none.
ALTER TABLE "Funding" ADD CONSTRAINT "Funding_instrument_check" CHECK ("instrument" IN ('linear', 'inverse', 'quanto'));

ALTER TABLE "Episode" ADD COLUMN "funding" DECIMAL(38,18) NOT NULL DEFAULT 0;

SELECT protect_tenant_table('"Funding"', 'SELECT, INSERT, UPDATE, DELETE');
SELECT protect_tenant_table('"ImportFunding"', 'SELECT, INSERT, UPDATE, DELETE');
