-- What each outlet delivers: verdicts, and the share of its articles with a finding above `note` by family. Articles without
-- a source stand under '(none)'. One row per source.
WITH acting AS (
    SELECT article_id, list(DISTINCT family) AS families, count(*) AS n_findings
    FROM article_findings
    WHERE action <> 'note'
    GROUP BY article_id
)
SELECT
    coalesce(source, '(none)') AS source,
    count(*) AS n_articles,
    count(*) FILTER (verdict = 'keep') AS n_keep,
    count(*) FILTER (verdict = 'clean') AS n_clean,
    count(*) FILTER (verdict = 'review') AS n_review,
    count(*) FILTER (verdict = 'drop') AS n_drop,
    count(*) FILTER (verdict IN ('review', 'drop')) / count(*) AS flagged_share,
    count(*) FILTER (list_contains(families, 'boilerplate')) / count(*) AS boilerplate_share,
    count(*) FILTER (list_contains(families, 'residue')) / count(*) AS residue_share,
    count(*) FILTER (list_contains(families, 'leak')) / count(*) AS leak_share,
    count(*) FILTER (list_contains(families, 'generated')) / count(*) AS generated_share,
    coalesce(sum(n_findings), 0) / count(*) AS findings_per_article,
    median(n_words) AS median_words,
    max(last_seen_at) AS last_seen_at
FROM article_scores
LEFT JOIN acting USING (article_id)
GROUP BY ALL
ORDER BY n_articles DESC, source
