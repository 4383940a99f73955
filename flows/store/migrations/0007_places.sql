-- Where workers left parts that are not beside the database: forgetting has to know (`winnow score --parts`).

COMMENT ON COLUMN settings.name IS '`schema_version`, `active_ruleset`, `dataset`: the Parquet files in place of the five large tables, or `parts`: the places given with `--parts`, as JSON';
