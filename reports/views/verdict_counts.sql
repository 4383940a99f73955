-- How many articles have which verdict; every verdict is listed, from the mildest. One row per verdict.
SELECT
    verdict,
    count(article_id) AS n_articles,
    coalesce(count(article_id) / nullif(sum(count(article_id)) OVER (), 0), 0) AS article_share
FROM (SELECT unnest(['keep', 'clean', 'review', 'drop']) AS verdict, generate_subscripts([1, 2, 3, 4], 1) AS rank)
LEFT JOIN article_scores USING (verdict)
GROUP BY verdict, rank
ORDER BY rank
