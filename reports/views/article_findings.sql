-- What speaks for each verdict: every finding with its action, and every measure out of its range, which then stands for
-- the whole text and has no certainty. One row per article_id, rule, field, start_char, end_char.
SELECT
    scores.article_id,
    scores.text_sha256,
    scores.scorer,
    scores.source,
    scores.verdict,
    judgements.rule,
    split_part(judgements.rule, '.', 1) AS family,
    coalesce(judgements.field, 'text') AS field,
    coalesce(judgements.start_char, 0) AS start_char,
    coalesce(judgements.end_char, scores.n_chars) AS end_char,
    findings.certainty,
    coalesce(findings.placement, 'whole') AS placement,
    judgements.action,
    judgements.severity,
    judgements.evidence,
    findings.excerpt,
    left(sha256(coalesce(findings.excerpt, '')), 16) AS span_digest,
    findings.edit
FROM article_scores AS scores
JOIN judgements USING (article_id, text_sha256, scorer, ruleset)
LEFT JOIN findings USING (article_id, text_sha256, scorer, rule, field, start_char, end_char)
