-- Where the articles of a database are when they are not in its tables (`winnow score --parts-only`).

COMMENT ON COLUMN settings.name IS '`schema_version`, `active_ruleset`, or `dataset`: the Parquet files in place of the five large tables';
