-- The decisions of reviewers that hold: not superseded, and the last one made on the same thing.
-- One row per article_id, scope, rule, span_digest.
SELECT events.*
FROM label_events AS events
ANTI JOIN (SELECT supersedes AS label_id FROM label_events) AS replaced USING (label_id)
QUALIFY row_number() OVER (PARTITION BY article_id, scope, rule, span_digest ORDER BY decided_at DESC, label_id DESC) = 1
