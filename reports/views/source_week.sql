-- What each outlet delivered week by week (Monday, UTC; by date of publication, else by when it was first seen), to see
-- when it changed. One row per source, week.
WITH acting AS (
    SELECT article_id, list(DISTINCT family) AS families
    FROM article_findings
    WHERE action <> 'note'
    GROUP BY article_id
)
SELECT
    coalesce(source, '(none)') AS source,
    date_trunc('week', coalesce(published_at, first_seen_at))::DATE AS week,
    count(*) AS n_articles,
    count(*) FILTER (verdict = 'keep') AS n_keep,
    count(*) FILTER (verdict = 'clean') AS n_clean,
    count(*) FILTER (verdict = 'review') AS n_review,
    count(*) FILTER (verdict = 'drop') AS n_drop,
    count(*) FILTER (verdict IN ('review', 'drop')) / count(*) AS flagged_share,
    count(*) FILTER (list_contains(families, 'boilerplate')) / count(*) AS boilerplate_share,
    count(*) FILTER (list_contains(families, 'residue')) / count(*) AS residue_share,
    count(*) FILTER (list_contains(families, 'leak')) / count(*) AS leak_share,
    count(*) FILTER (list_contains(families, 'generated')) / count(*) AS generated_share
FROM article_scores
LEFT JOIN acting USING (article_id)
GROUP BY ALL
ORDER BY source, week
