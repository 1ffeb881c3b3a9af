-- Reports and checks of rules whose job was lost are swept up as everything else is. What fails again and again is
-- given up after an hour; the next scores, or the next start, ask for it anew.
CREATE OR REPLACE FUNCTION due_work(silent_since timestamptz, row_limit int)
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
  (SELECT 'report', s."userId", s."userId" FROM "ScoreState" s
   WHERE s.status = 'idle' AND s."reportVersion" <> s."scoredVersion"
     AND s."scoredAt" < silent_since AND s."scoredAt" > silent_since - interval '1 hour'
   ORDER BY s."scoredAt" LIMIT row_limit)
  UNION ALL
  (SELECT 'rules', s."userId", s."userId" FROM "ScoreState" s
   WHERE s.status = 'idle' AND s."scoredAt" < silent_since AND EXISTS (
     SELECT FROM "Rule" r WHERE r."userId" = s."userId" AND r.active
       AND r."checkedVersion" IS DISTINCT FROM s."scoredVersion" AND r."updatedAt" < silent_since
       AND greatest(r."updatedAt", s."scoredAt") > silent_since - interval '1 hour')
   ORDER BY s."scoredAt" LIMIT row_limit)
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
