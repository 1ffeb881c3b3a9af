-- Removes what is older than the person who runs the installation wants it kept; a null time keeps that kind for ever.
-- Sessions have delete_expired_sessions, events their partitions.
CREATE FUNCTION expire_rows(audits_before timestamptz, messages_before timestamptz, simulations_before timestamptz)
RETURNS TABLE (audits int, messages int, simulations int)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH old_audits AS (
    DELETE FROM "Audit" WHERE "createdAt" < audits_before RETURNING 1
  ), old_messages AS (
    DELETE FROM "CoachMessage" WHERE "createdAt" < messages_before RETURNING 1
  ), old_simulations AS (
    -- Computed anew when someone asks again.
    DELETE FROM "Simulation" WHERE "finishedAt" < simulations_before AND status IN ('done', 'failed') RETURNING 1
  )
  SELECT (SELECT count(*)::int FROM old_audits), (SELECT count(*)::int FROM old_messages),
         (SELECT count(*)::int FROM old_simulations)
$$;
REVOKE ALL ON FUNCTION expire_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION expire_rows TO twin_app;
