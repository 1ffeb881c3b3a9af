-- When each person's digest is due next. A row is made with the first score.
CREATE TABLE "DigestSchedule" (
    "userId" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "coveredUntil" TIMESTAMPTZ(3),
    "nextAt" TIMESTAMPTZ(3) NOT NULL,
    "checkedVersion" INTEGER NOT NULL DEFAULT -1,

    CONSTRAINT "DigestSchedule_pkey" PRIMARY KEY ("userId")
);

ALTER TABLE "DigestSchedule" ADD CONSTRAINT "DigestSchedule_userId_fkey"
  FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT protect_tenant_table('"DigestSchedule"', 'SELECT, INSERT, UPDATE, DELETE');

-- Whose week is over, whose zone has changed, or whose scores have changed and come to rest since the digests were
-- compared with them. A score that is being made is waited for.
CREATE FUNCTION due_digests(at timestamptz, quiet_since timestamptz, row_limit int)
RETURNS TABLE ("userId" text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s."userId" FROM "ScoreState" s
  JOIN "Settings" t ON t."userId" = s."userId"
  LEFT JOIN "DigestSchedule" d ON d."userId" = s."userId"
  WHERE s."scoredAt" IS NOT NULL AND s.status NOT IN ('due', 'running')
    AND (d."userId" IS NULL OR d."nextAt" <= at OR d."timeZone" <> t."timeZone"
      OR (d."checkedVersion" <> s."scoredVersion" AND s."scoredAt" < quiet_since))
  ORDER BY d."nextAt" NULLS FIRST, s."userId" LIMIT row_limit
$$;

-- Digests that their person wants by mail and has not got. A revision is not mailed again.
CREATE FUNCTION due_digest_mails(ended_since timestamptz, row_limit int)
RETURNS TABLE ("userId" text, "digestId" text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d."userId", d.id FROM "Digest" d
  JOIN "Settings" t ON t."userId" = d."userId"
  WHERE t."mailDigest" AND d."deliveredAt" IS NULL AND d."periodEnd" > ended_since
  ORDER BY d."createdAt" LIMIT row_limit
$$;

GRANT EXECUTE ON FUNCTION due_digests, due_digest_mails TO twin_app;
