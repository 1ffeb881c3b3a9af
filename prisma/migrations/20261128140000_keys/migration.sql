-- People whose data keys want care: wrapped by another master key, past their days, or retired long enough to go.
CREATE FUNCTION users_with_old_keys(
  current_master text, made_before timestamptz, retired_before timestamptz, row_limit int
)
RETURNS TABLE (id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT k."userId" FROM "DataKey" k
  WHERE k."masterKeyId" <> current_master
    OR (k."retiredAt" IS NULL AND k."createdAt" <= made_before)
    OR k."retiredAt" < retired_before
  ORDER BY 1 LIMIT row_limit
$$;
REVOKE ALL ON FUNCTION users_with_old_keys FROM PUBLIC;
GRANT EXECUTE ON FUNCTION users_with_old_keys TO twin_app;
