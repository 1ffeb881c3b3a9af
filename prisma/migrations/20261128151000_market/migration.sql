-- Candles that are fetched: what of a series was asked for, when a person's are due, and what was kept of each week.
ALTER TABLE "CandleSeries"
  ADD COLUMN "coveredFrom" TIMESTAMPTZ(3),
  ADD COLUMN "coveredUntil" TIMESTAMPTZ(3),
  ADD CONSTRAINT "CandleSeries_covered" CHECK ("coveredFrom" < "coveredUntil");

CREATE TABLE "MarketSchedule" (
    "userId" TEXT NOT NULL,
    "nextAt" TIMESTAMPTZ(3) NOT NULL,
    "checkedVersion" INTEGER NOT NULL DEFAULT -1,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,

    CONSTRAINT "MarketSchedule_pkey" PRIMARY KEY ("userId")
);

CREATE TABLE "CandleSnapshot" (
    "userId" TEXT NOT NULL,
    "weekEnd" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "objectKeys" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CandleSnapshot_pkey" PRIMARY KEY ("userId", "weekEnd")
);

ALTER TABLE "MarketSchedule" ADD CONSTRAINT "MarketSchedule_userId_fkey"
  FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "CandleSnapshot" ADD CONSTRAINT "CandleSnapshot_userId_fkey"
  FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT protect_tenant_table('"MarketSchedule"', 'SELECT, INSERT, UPDATE, DELETE');
SELECT protect_tenant_table('"CandleSnapshot"', 'SELECT, INSERT, UPDATE, DELETE');

-- Who agreed to it, and whose hour has come or whose trades have changed and come to rest. After a failure only the
-- hour counts.
CREATE FUNCTION due_candles(at timestamptz, row_limit int)
RETURNS TABLE ("userId" text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t."userId" FROM "Settings" t
  JOIN "ScoreState" s ON s."userId" = t."userId"
  LEFT JOIN "MarketSchedule" m ON m."userId" = t."userId"
  WHERE t."marketFetch"
    AND (m."userId" IS NULL OR m."nextAt" <= at
      OR (m.failures = 0 AND m."checkedVersion" <> s."dataVersion" AND s.status NOT IN ('due', 'running')))
  ORDER BY m."nextAt" NULLS FIRST, t."userId" LIMIT row_limit
$$;

-- Told weeks, and revised ones, whose candles are not kept yet.
CREATE FUNCTION due_candle_snapshots(ended_since timestamptz, row_limit int)
RETURNS TABLE ("userId" text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT d."userId" FROM "Digest" d
  LEFT JOIN "CandleSnapshot" k ON k."userId" = d."userId" AND k."weekEnd" = d."periodEnd"
  WHERE d."periodEnd" > ended_since AND (k."userId" IS NULL OR k.revision < d.revision)
    AND EXISTS (SELECT FROM "CandleSeries" c WHERE c."userId" = d."userId" AND c.source <> 'demo')
  ORDER BY 1 LIMIT row_limit
$$;

GRANT EXECUTE ON FUNCTION due_candles, due_candle_snapshots TO twin_app;
