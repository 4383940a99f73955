-- How often each rule spoke and what followed, over newest versions and the active ruleset; a rule that never spoke is not
-- listed. One row per rule.
SELECT
    rule,
    any_value(family) AS family,
    any_value(severity) AS severity,
    count(*) AS n_findings,
    count(DISTINCT article_id) AS n_articles,
    count(DISTINCT article_id) / (SELECT count(*) FROM articles) AS article_share,
    count(DISTINCT source) AS n_sources,
    count(*) FILTER (certainty = 'certain') AS n_certain,
    count(*) FILTER (certainty = 'strong') AS n_strong,
    count(*) FILTER (certainty = 'weak') AS n_weak,
    count(*) FILTER (action = 'note') AS n_note,
    count(*) FILTER (action = 'clean') AS n_clean,
    count(*) FILTER (action = 'review') AS n_review,
    count(*) FILTER (action = 'drop') AS n_drop
FROM article_findings
GROUP BY rule
ORDER BY n_findings DESC, rule
