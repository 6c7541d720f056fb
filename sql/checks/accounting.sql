-- Runs in which an item of a document was lost: seen must be new + updated + unchanged + quarantined.
SELECT stage_run.dag, stage_run.run, stage_run.counts
FROM stage_run
WHERE stage_run.stage = 'parse'
  AND CAST(stage_run.counts ->> 'seen' AS integer) <>
      CAST(stage_run.counts ->> 'new' AS integer)
    + CAST(stage_run.counts ->> 'updated' AS integer)
    + CAST(stage_run.counts ->> 'unchanged' AS integer)
    + CAST(stage_run.counts ->> 'quarantined' AS integer);
