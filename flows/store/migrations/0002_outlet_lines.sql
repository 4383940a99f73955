-- What is known of the lines of each outlet, and a place in every finding for a fact that only the store can know.

ALTER TABLE findings ADD COLUMN detail VARCHAR;
COMMENT ON COLUMN findings.detail IS 'a fact about this place that the evidence shows, such as how many articles share the line';

CREATE TABLE outlet_lines (
    source VARCHAR NOT NULL, line_digest VARCHAR NOT NULL, line VARCHAR NOT NULL,
    n_articles INTEGER NOT NULL, n_distinct INTEGER NOT NULL,
    n_outlet_articles INTEGER NOT NULL, n_outlet_distinct INTEGER NOT NULL,
    share_at_least DOUBLE NOT NULL, placed_share DOUBLE NOT NULL, certainty VARCHAR,
    first_published_at TIMESTAMP, last_published_at TIMESTAMP
);
COMMENT ON TABLE outlet_lines IS 'one row per outlet and line that at least eight of its articles share, six of them distinct; made anew by every pass over the outlets';
COMMENT ON COLUMN outlet_lines.source IS 'the outlet';
COMMENT ON COLUMN outlet_lines.line_digest IS 'digest of its letters in lower case: numbers, marks and spaces do not count';
COMMENT ON COLUMN outlet_lines.line IS 'how it is written: the first of its spellings in alphabetical order, cut at 160 characters';
COMMENT ON COLUMN outlet_lines.n_articles IS 'articles that it stands in';
COMMENT ON COLUMN outlet_lines.n_distinct IS 'the same, near-copies and re-scrapes of one article counted once';
COMMENT ON COLUMN outlet_lines.n_outlet_articles IS 'articles of the outlet';
COMMENT ON COLUMN outlet_lines.n_outlet_distinct IS 'the same, near-copies and re-scrapes of one article counted once';
COMMENT ON COLUMN outlet_lines.share_at_least IS 'lower end of the 95 % interval (Wilson) of n_distinct in n_outlet_distinct';
COMMENT ON COLUMN outlet_lines.placed_share IS 'share of its places before or after the prose of an article, or beside another line that most articles have';
COMMENT ON COLUMN outlet_lines.certainty IS 'how sure it is that the line is furniture; NULL where it is taken for the article''s own';
COMMENT ON COLUMN outlet_lines.first_published_at IS 'earliest date of publication of an article with it';
COMMENT ON COLUMN outlet_lines.last_published_at IS 'latest date of publication of an article with it';
