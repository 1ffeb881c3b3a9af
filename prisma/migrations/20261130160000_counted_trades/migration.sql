-- An import says how many trades its rows made, and which accounts they went to.
ALTER TABLE "Import"
  ADD COLUMN "tradesAccepted" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "tradesDuplicate" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "accounts" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Of the imports so far: a trade is new to the first that holds it, unless none of the import's rows was.
WITH counted AS (
  SELECT l."importId",
    count(*) FILTER (WHERE i."rowsAccepted" > 0 AND NOT EXISTS (
      SELECT FROM "ImportTrade" o JOIN "Import" e ON e.id = o."importId"
      WHERE o."tradeId" = l."tradeId" AND (e."createdAt", e.id) < (i."createdAt", i.id)
    ))::int AS accepted,
    count(*)::int AS trades,
    array_agg(DISTINCT t.account ORDER BY t.account) AS accounts
  FROM "ImportTrade" l
  JOIN "Import" i ON i.id = l."importId"
  JOIN "Trade" t ON t.id = l."tradeId"
  GROUP BY l."importId"
)
UPDATE "Import" i
SET "tradesAccepted" = c.accepted, "tradesDuplicate" = c.trades - c.accepted, accounts = c.accounts
FROM counted c WHERE c."importId" = i.id;
