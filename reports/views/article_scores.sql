-- Verdict, reasons and every measure of each article's newest version under the active ruleset. `clean_text` is the repaired
-- text where the verdict is `clean`, else NULL: `coalesce(clean_text, text)` with `articles` is the corpus. One row per article_id.
SELECT
    articles.article_id,
    articles.text_sha256,
    articles.source,
    articles.url,
    articles.title,
    articles.published_at,
    articles.n_chars,
    articles.n_words,
    articles.first_seen_at,
    articles.last_seen_at,
    cards.scorer,
    cards.ruleset,
    cards.run_id,
    cards.scored_at,
    cards.verdict,
    cards.reasons,
    cards.clean_text,
    cards.language,
    cards.language_method,
    measures.* EXCLUDE (article_id, text_sha256, scorer)
FROM articles
JOIN scorecards AS cards USING (article_id, text_sha256)
JOIN (
    SELECT article_id, text_sha256, ruleset, arg_max(scorer, scored_at) AS scorer
    FROM scorecards
    WHERE ruleset = (SELECT value FROM settings WHERE name = 'active_ruleset')
    GROUP BY article_id, text_sha256, ruleset
) AS newest USING (article_id, text_sha256, ruleset, scorer)
JOIN measures USING (article_id, text_sha256, scorer)
