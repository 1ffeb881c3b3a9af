-- How far an export is, and until when its zip is kept.
ALTER TABLE "Export" ADD COLUMN "linesDone" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Export" ADD COLUMN "linesTotal" INTEGER;
ALTER TABLE "Export" ADD COLUMN "expiresAt" TIMESTAMPTZ(3);
CREATE INDEX "Export_expiresAt_idx" ON "Export" ("expiresAt");

-- The exports of all people whose time is over.
CREATE FUNCTION expired_exports(at timestamptz, row_limit int)
RETURNS TABLE ("userId" text, id text, "objectKey" text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e."userId", e.id, e."objectKey" FROM "Export" e
  WHERE e."expiresAt" <= at ORDER BY e."expiresAt" LIMIT row_limit
$$;
REVOKE ALL ON FUNCTION expired_exports FROM PUBLIC;
GRANT EXECUTE ON FUNCTION expired_exports TO twin_app;
