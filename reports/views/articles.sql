-- Articles as they were last seen, with their text: the newest version of each. One row per article_id.
SELECT versions.*
FROM article_versions AS versions
JOIN (
    SELECT article_id, arg_max(text_sha256, last_seen_at) AS text_sha256
    FROM article_versions
    GROUP BY article_id
) AS newest USING (article_id, text_sha256)
