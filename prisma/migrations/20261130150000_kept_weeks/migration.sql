-- Every told week keeps the candles that it was computed from, however long ago it was, also when they were none.
DROP FUNCTION due_candle_snapshots(timestamptz, int);

CREATE FUNCTION due_candle_snapshots(row_limit int)
RETURNS TABLE ("userId" text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT d."userId" FROM "Digest" d
  LEFT JOIN "CandleSnapshot" k ON k."userId" = d."userId" AND k."weekEnd" = d."periodEnd"
  WHERE k."userId" IS NULL OR k.revision < d.revision
  ORDER BY 1 LIMIT row_limit
$$;

GRANT EXECUTE ON FUNCTION due_candle_snapshots TO twin_app;
