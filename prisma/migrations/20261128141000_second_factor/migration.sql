-- Second factors and password resets.

CREATE TABLE "SecondFactor" (
    "userId" TEXT NOT NULL,
    "secretEnc" BYTEA NOT NULL,
    "confirmedAt" TIMESTAMPTZ(3),
    "lastStep" INTEGER NOT NULL DEFAULT 0,
    "recoveryHashes" BYTEA[],

    CONSTRAINT "SecondFactor_pkey" PRIMARY KEY ("userId")
);

CREATE TABLE "PasswordReset" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "mailedAt" TIMESTAMPTZ(3),
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PasswordReset_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "PasswordReset_tokenHash_key" ON "PasswordReset"("tokenHash");
CREATE INDEX "PasswordReset_userId_idx" ON "PasswordReset"("userId");
CREATE INDEX "PasswordReset_mailedAt_expiresAt_idx" ON "PasswordReset"("mailedAt", "expiresAt");

ALTER TABLE "SecondFactor" ADD CONSTRAINT "SecondFactor_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "PasswordReset" ADD CONSTRAINT "PasswordReset_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT protect_tenant_table('"SecondFactor"', 'SELECT, INSERT, UPDATE, DELETE');
SELECT protect_tenant_table('"PasswordReset"', 'SELECT, INSERT, UPDATE, DELETE');

-- Whose letter it is: asked by whoever holds its token, before a person is known.
CREATE FUNCTION find_password_reset(wanted bytea)
RETURNS TABLE ("userId" text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r."userId" FROM "PasswordReset" r WHERE r."tokenHash" = wanted
$$;

-- Letters that wait to be sent.
CREATE FUNCTION due_password_resets(at timestamptz, row_limit int)
RETURNS TABLE (id text, "userId" text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id, r."userId" FROM "PasswordReset" r
  WHERE r."mailedAt" IS NULL AND r."usedAt" IS NULL AND r."expiresAt" > at
  ORDER BY r."createdAt" LIMIT row_limit
$$;

REVOKE ALL ON FUNCTION find_password_reset, due_password_resets FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_password_reset, due_password_resets TO twin_app;
