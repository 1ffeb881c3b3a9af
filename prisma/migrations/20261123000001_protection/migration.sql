-- What schema.prisma cannot say: value checks, row-level security, partitions and the owner's functions.

-- ── Values ────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE "User" ADD CONSTRAINT "User_email_lower" CHECK (email = lower(email));

ALTER TABLE "Trade"
  ADD CONSTRAINT "Trade_side" CHECK (side IN ('buy', 'sell')),
  ADD CONSTRAINT "Trade_instrument" CHECK (instrument IN ('spot', 'margin', 'linear', 'inverse', 'quanto')),
  ADD CONSTRAINT "Trade_orderType" CHECK ("orderType" IN ('market', 'limit', 'stop', 'take_profit', 'liquidation')),
  ADD CONSTRAINT "Trade_qty" CHECK (qty > 0),
  ADD CONSTRAINT "Trade_price" CHECK (price >= 0),
  ADD CONSTRAINT "Trade_feeAsset" CHECK (fee IS NULL OR fee = 0 OR "feeAsset" IS NOT NULL);

ALTER TABLE "Import"
  ADD CONSTRAINT "Import_status" CHECK (status IN ('queued', 'running', 'scoring', 'done', 'failed')),
  ADD CONSTRAINT "Import_source" CHECK (source IN ('file', 'broker', 'restore', 'demo'));

ALTER TABLE "Export" ADD CONSTRAINT "Export_status" CHECK (status IN ('queued', 'running', 'done', 'failed'));
ALTER TABLE "BiasTag" ADD CONSTRAINT "BiasTag_confidence" CHECK (confidence BETWEEN 0 AND 1);
ALTER TABLE "Feedback" ADD CONSTRAINT "Feedback_verdict" CHECK (verdict IN ('agree', 'dispute'));
ALTER TABLE "CoachMessage" ADD CONSTRAINT "CoachMessage_role" CHECK (role IN ('coach', 'user'));
ALTER TABLE "Simulation" ADD CONSTRAINT "Simulation_status" CHECK (status IN ('queued', 'running', 'done', 'failed'));
ALTER TABLE "ScoreState" ADD CONSTRAINT "ScoreState_status" CHECK (status IN ('idle', 'due', 'running', 'failed'));
ALTER TABLE "Digest" ADD CONSTRAINT "Digest_period" CHECK ("periodStart" < "periodEnd");

-- ── Roles ─────────────────────────────────────────────────────────────────────────────────────

-- The starter makes the role and its password beforehand; this is for a bare `prisma migrate deploy`.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'twin_app') THEN
    CREATE ROLE twin_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
END $$;

GRANT USAGE ON SCHEMA public TO twin_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "CacheEntry", "RateLimit" TO twin_app;

-- ── Row-level security ────────────────────────────────────────────────────────────────────────

-- Puts a table behind the person's id; every later migration that adds a table calls it.
-- Without app.user_id the setting is null or empty, and neither equals an id.
CREATE FUNCTION protect_tenant_table(tenant_table regclass, privileges text, person_column text DEFAULT 'userId')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format(
    'CREATE POLICY person ON %s USING (%I = (SELECT current_setting(''app.user_id'', true)))',
    tenant_table, person_column);
  -- FORCE binds the owner too, whose functions below must see the rows of all.
  EXECUTE format('CREATE POLICY owner ON %s TO CURRENT_USER USING (true)', tenant_table);
  IF privileges <> '' THEN
    EXECUTE format('GRANT %s ON %s TO twin_app', privileges, tenant_table);
  END IF;
END $$;
REVOKE ALL ON FUNCTION protect_tenant_table FROM PUBLIC;

SELECT protect_tenant_table('"User"', 'SELECT, INSERT, UPDATE', 'id');
SELECT protect_tenant_table('"Audit"', 'SELECT, INSERT');
SELECT protect_tenant_table(format('%I', name)::regclass, 'SELECT, INSERT, UPDATE, DELETE')
FROM unnest(ARRAY[
  'Session', 'Settings', 'DataKey', 'BrokerConnection', 'TradingAccount', 'Import', 'ImportTrade', 'TradeCopy',
  'ImportMapping', 'Trade', 'BiasTag', 'Feedback', 'Rule', 'Simulation', 'CoachMessage', 'Digest',
  'EventOutbox', 'CandleSeries', 'Candle', 'ScoreState', 'ScoreCheckpoint', 'Episode', 'DailyPnl',
  'EquityPoint', 'Summary', 'BiasReport', 'Export'
]) AS name;

-- ── Outbox partitions ─────────────────────────────────────────────────────────────────────────

-- The net: an event outside every month is kept here rather than refused.
CREATE TABLE "EventOutbox_default" PARTITION OF "EventOutbox" DEFAULT;
SELECT protect_tenant_table('"EventOutbox_default"', '');

-- Makes the partitions of this month and of as many after it as asked, and moves into them what the net has caught.
-- Returns how many are new.
CREATE FUNCTION create_outbox_partitions(months_ahead int)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  first_day timestamptz;
  next_month timestamptz;
  partition_name text;
  made int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('EventOutbox partitions', 0));
  FOR step IN 0..months_ahead LOOP
    first_day := date_trunc('month', now()) + make_interval(months => step);
    next_month := first_day + interval '1 month';
    partition_name := 'EventOutbox_' || to_char(first_day, 'YYYY_MM');
    CONTINUE WHEN to_regclass(format('%I', partition_name)) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE "EventOutbox" INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name);
    EXECUTE format(
      'WITH moved AS (DELETE FROM "EventOutbox_default" WHERE ts >= %L AND ts < %L RETURNING *)
       INSERT INTO %I SELECT * FROM moved', first_day, next_month, partition_name);
    EXECUTE format('ALTER TABLE "EventOutbox" ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
      partition_name, first_day, next_month);
    PERFORM protect_tenant_table(format('%I', partition_name)::regclass, '');
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

-- Drops the months that ended at or before the given time. Returns how many.
CREATE FUNCTION drop_outbox_partitions(before timestamptz)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  partition_name text;
  dropped int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('EventOutbox partitions', 0));
  FOR partition_name IN
    SELECT relname FROM outbox_months() WHERE month_end <= before
  LOOP
    EXECUTE format('DROP TABLE %I', partition_name);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM "EventOutbox_default" WHERE ts < before;
  RETURN dropped;
END $$;

-- The monthly partitions with their bounds, which their names carry.
CREATE FUNCTION outbox_months()
RETURNS TABLE (relname text, month_begin timestamptz, month_end timestamptz)
LANGUAGE sql STABLE SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
  SELECT c.relname, m.day, m.day + interval '1 month'
  FROM pg_inherits i
  JOIN pg_class c ON c.oid = i.inhrelid
  CROSS JOIN LATERAL (SELECT to_timestamp(right(c.relname, 7), 'YYYY_MM') AS day) m
  WHERE i.inhparent = '"EventOutbox"'::regclass AND c.relname ~ '_\d{4}_\d{2}$'
$$;

-- Events before this time are no longer kept.
CREATE FUNCTION outbox_kept_since()
RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT min(month_begin) FROM outbox_months()
$$;

-- The newest event of each of these people that has one: a net under lost wake-ups.
CREATE FUNCTION outbox_heads(user_ids text[])
RETURNS TABLE ("userId" text, id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT wanted.id, head.id
  FROM unnest(user_ids) AS wanted (id)
  CROSS JOIN LATERAL (
    SELECT o.id FROM "EventOutbox" o WHERE o."userId" = wanted.id ORDER BY o.ts DESC, o.id DESC LIMIT 1
  ) head
$$;

SELECT create_outbox_partitions(2);

-- ── What must be known before a person is ─────────────────────────────────────────────────────

CREATE FUNCTION find_user_by_email(wanted text)
RETURNS TABLE (id text, email text, "passwordHash" text, "isDemo" boolean, "createdAt" timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.id, u.email, u."passwordHash", u."isDemo", u."createdAt" FROM "User" u WHERE u.email = lower(wanted)
$$;

CREATE FUNCTION find_session(wanted bytea)
RETURNS TABLE (
  id text, "userId" text, email text, "isDemo" boolean, "userCreatedAt" timestamptz,
  "createdAt" timestamptz, "lastSeenAt" timestamptz, "idleExpiresAt" timestamptz, "expiresAt" timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.id, u.id, u.email, u."isDemo", u."createdAt", s."createdAt", s."lastSeenAt", s."idleExpiresAt", s."expiresAt"
  FROM "Session" s JOIN "User" u ON u.id = s."userId"
  WHERE s."tokenHash" = wanted
$$;

-- Which of these sessions may go on: open sockets ask every few seconds.
CREATE FUNCTION valid_sessions(session_ids text[])
RETURNS TABLE (id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.id FROM "Session" s
  WHERE s.id = ANY (session_ids) AND s."expiresAt" > now() AND s."idleExpiresAt" > now()
$$;

-- Whether anyone but the demo user has registered.
CREATE FUNCTION has_registered_user()
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM "User" WHERE NOT "isDemo")
$$;

CREATE FUNCTION find_demo_user()
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id FROM "User" WHERE "isDemo" ORDER BY "createdAt" LIMIT 1
$$;

-- ── Work across people ────────────────────────────────────────────────────────────────────────

-- What waits, and what someone began and has shown no sign of life since: the sweeper's list.
CREATE FUNCTION due_work(silent_since timestamptz, row_limit int)
RETURNS TABLE (kind text, "userId" text, id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  (SELECT 'import', i."userId", i.id FROM "Import" i
   WHERE i.status = 'queued' OR (i.status = 'running' AND i."heartbeatAt" < silent_since)
   ORDER BY i."heartbeatAt" LIMIT row_limit)
  UNION ALL
  (SELECT 'score', s."userId", s."userId" FROM "ScoreState" s
   WHERE s.status = 'due' OR (s.status = 'running' AND s."heartbeatAt" < silent_since)
   ORDER BY s."heartbeatAt" LIMIT row_limit)
  UNION ALL
  (SELECT 'simulation', m."userId", m.id FROM "Simulation" m
   WHERE m.status = 'queued' OR (m.status = 'running' AND m."heartbeatAt" < silent_since)
   ORDER BY m."heartbeatAt" LIMIT row_limit)
  UNION ALL
  (SELECT 'reflection', i."userId", i.id FROM "Import" i
   WHERE i.status = 'done' AND i."reflectedAt" IS NULL
   ORDER BY i."finishedAt" LIMIT row_limit)
  UNION ALL
  (SELECT 'export', e."userId", e.id FROM "Export" e
   WHERE e.status = 'queued' OR (e.status = 'running' AND e."heartbeatAt" < silent_since)
   ORDER BY e."heartbeatAt" LIMIT row_limit)
$$;

-- All people page by page, for what is done for each: digests, syncs, re-scores after an upgrade.
CREATE FUNCTION list_users(after_id text, row_limit int)
RETURNS TABLE (id text, "timeZone" text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.id, coalesce(s."timeZone", 'UTC')
  FROM "User" u LEFT JOIN "Settings" s ON s."userId" = u.id
  WHERE u.id > after_id ORDER BY u.id LIMIT row_limit
$$;

CREATE FUNCTION delete_expired_sessions(before timestamptz)
RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM "Session" WHERE "expiresAt" < before OR "idleExpiresAt" < before RETURNING 1
  ) SELECT count(*)::int FROM gone
$$;

-- Removes a person and everything that is theirs, the audit trail included; a count without ids remains.
-- Only for the person whose id the transaction is bound to.
CREATE FUNCTION delete_user(target text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  audit_rows int;
BEGIN
  IF target IS DISTINCT FROM current_setting('app.user_id', true) THEN
    RAISE EXCEPTION 'delete_user: the transaction is not bound to this user' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM "Audit" WHERE "userId" = target;
  GET DIAGNOSTICS audit_rows = ROW_COUNT;
  DELETE FROM "User" WHERE id = target;
  IF FOUND THEN
    INSERT INTO "Erasure" ("auditRows") VALUES (audit_rows);
  END IF;
END $$;

-- Functions are open to everyone unless said otherwise.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  create_outbox_partitions, drop_outbox_partitions, outbox_kept_since, outbox_heads,
  find_user_by_email, find_session, valid_sessions, has_registered_user, find_demo_user,
  due_work, list_users, delete_expired_sessions, delete_user
TO twin_app;
