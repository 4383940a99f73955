-- The language that a crawled page declares, beside the one that is measured on its text.

ALTER TABLE article_versions ADD COLUMN declared_language VARCHAR;
COMMENT ON COLUMN article_versions.declared_language IS 'language code that a crawled page or archive gives; NULL for other inputs';
