-- Which articles are copies or rewrites of others: made by a pass over the store, as the lines of outlets are.

CREATE TABLE duplicates (
    article_id VARCHAR NOT NULL, text_sha256 VARCHAR NOT NULL, cluster_id VARCHAR NOT NULL, kind VARCHAR,
    similarity DOUBLE, like_article_id VARCHAR, earliest_article_id VARCHAR NOT NULL, n_articles INTEGER NOT NULL
);
COMMENT ON TABLE duplicates IS 'one row per article, in its newest version, that tells the story of another one; made anew by every pass over the duplicates';
COMMENT ON COLUMN duplicates.article_id IS 'the article';
COMMENT ON COLUMN duplicates.text_sha256 IS 'its newest version';
COMMENT ON COLUMN duplicates.cluster_id IS 'the articles that tell one story: a digest of the earliest one''s id';
COMMENT ON COLUMN duplicates.kind IS 'what ties it to the cluster: `exact` (the same text), `near` (runs of words copied) or `rewrite` (the same names, numbers and rare words); NULL for the earliest';
COMMENT ON COLUMN duplicates.similarity IS 'with `like_article_id`: 1 for the same text, the share of five-word runs (near) or of rare words by weight (rewrite); NULL for the earliest';
COMMENT ON COLUMN duplicates.like_article_id IS 'the article of the cluster that it is most like, an earlier one where there is one; NULL for the earliest';
COMMENT ON COLUMN duplicates.earliest_article_id IS 'the article of the cluster that was published first; where dates are missing, the first by its id';
COMMENT ON COLUMN duplicates.n_articles IS 'articles of the cluster';
