-- Articles a person should look at, each with its strongest evidence nobody has decided on, the most certain and severe
-- first. One row per article_id.
WITH undecided AS (
    SELECT
        findings.*,
        CASE WHEN action = 'drop' THEN 2 ELSE 1 END AS action_rank,
        coalesce(list_position(['weak', 'strong', 'certain'], certainty), 0) AS certainty_rank,
        list_position(['low', 'medium', 'high'], severity) AS severity_rank
    FROM article_findings AS findings
    ANTI JOIN (SELECT * FROM current_labels WHERE scope = 'article') AS decided USING (article_id)
    ANTI JOIN (SELECT * FROM current_labels WHERE scope = 'finding') AS decided USING (article_id, rule, span_digest)
    WHERE action IN ('review', 'drop')
),
strongest AS (
    SELECT *, count(*) OVER (PARTITION BY article_id) AS n_undecided
    FROM undecided
    QUALIFY row_number() OVER (
        PARTITION BY article_id
        ORDER BY certainty_rank DESC, severity_rank DESC, action_rank DESC, field, start_char, end_char, rule
    ) = 1
)
SELECT
    row_number() OVER (
        ORDER BY certainty_rank DESC, severity_rank DESC, action_rank DESC, n_undecided DESC, article_id
    ) AS position,
    article_id,
    scores.source,
    scores.title,
    scores.verdict,
    scores.reasons,
    n_undecided,
    rule,
    certainty,
    severity,
    action,
    field,
    start_char,
    end_char,
    excerpt,
    span_digest,
    evidence
FROM strongest
JOIN article_scores AS scores USING (article_id)
ORDER BY position
