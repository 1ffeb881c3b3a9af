-- Connections to venues: how they sign in, when they sync, and what their balances leave unexplained.

ALTER TABLE "BrokerConnection"
  ALTER COLUMN status SET DEFAULT 'waiting',
  ADD COLUMN method TEXT NOT NULL DEFAULT 'api_key',
  ADD COLUMN account TEXT NOT NULL DEFAULT 'main',
  ADD COLUMN symbols TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "grantVersion" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "nextSyncAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "heartbeatAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN failures INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN balances JSONB,
  ADD CONSTRAINT "BrokerConnection_status" CHECK (status IN ('waiting', 'syncing', 'blocked')),
  ADD CONSTRAINT "BrokerConnection_method" CHECK (method IN ('api_key', 'oauth'));

CREATE INDEX "BrokerConnection_status_nextSyncAt_idx" ON "BrokerConnection"(status, "nextSyncAt");

-- A sign-in at a venue that was begun and not yet finished.
CREATE TABLE "BrokerIntent" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "broker" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "stateHash" BYTEA NOT NULL,
    "verifierEnc" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "BrokerIntent_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "BrokerIntent_stateHash_key" ON "BrokerIntent"("stateHash");
CREATE INDEX "BrokerIntent_userId_idx" ON "BrokerIntent"("userId");
ALTER TABLE "BrokerIntent" ADD CONSTRAINT "BrokerIntent_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT protect_tenant_table('"BrokerIntent"', 'SELECT, INSERT, UPDATE, DELETE');

-- Connections whose time has come, and those whose sync has shown no sign of life: the sweeper's list.
CREATE FUNCTION due_syncs(at timestamptz, silent_since timestamptz, row_limit int)
RETURNS TABLE ("userId" text, id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c."userId", c.id FROM "BrokerConnection" c
  WHERE (c.status = 'waiting' AND c."nextSyncAt" <= at) OR (c.status = 'syncing' AND c."heartbeatAt" < silent_since)
  ORDER BY c."nextSyncAt" LIMIT row_limit
$$;
REVOKE ALL ON FUNCTION due_syncs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_syncs TO twin_app;
