-- Coins that came into an account or left it: neither a purchase nor a sale.
CREATE TABLE "Transfer" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "broker" TEXT NOT NULL,
    "extId" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "amount" DECIMAL(38,18) NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Transfer_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ImportTransfer" (
    "importId" TEXT NOT NULL,
    "transferId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,

    CONSTRAINT "ImportTransfer_pkey" PRIMARY KEY ("importId","transferId")
);

CREATE INDEX "Transfer_userId_ts_id_idx" ON "Transfer"("userId", "ts", "id");
CREATE UNIQUE INDEX "Transfer_userId_broker_extId_key" ON "Transfer"("userId", "broker", "extId");
CREATE INDEX "ImportTransfer_transferId_idx" ON "ImportTransfer"("transferId");

ALTER TABLE "Transfer" ADD CONSTRAINT "Transfer_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Transfer" ADD CONSTRAINT "Transfer_userId_account_fkey" FOREIGN KEY ("userId", "account") REFERENCES "TradingAccount"("userId", "key") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ImportTransfer" ADD CONSTRAINT "ImportTransfer_importId_fkey" FOREIGN KEY ("importId") REFERENCES "Import"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ImportTransfer" ADD CONSTRAINT "ImportTransfer_transferId_fkey" FOREIGN KEY ("transferId") REFERENCES "Transfer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT protect_tenant_table('"Transfer"', 'SELECT, INSERT, UPDATE, DELETE');
SELECT protect_tenant_table('"ImportTransfer"', 'SELECT, INSERT, UPDATE, DELETE');
