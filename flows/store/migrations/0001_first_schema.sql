-- The first public schema. All times are UTC. There are no indexes: the writer looks for doubles itself, in memory,
-- because an index would slow every insert and travel in every published file. Texts are told to be zstd: half the bytes of
-- what DuckDB would choose, and no time spent on choosing.

CREATE TABLE settings (name VARCHAR NOT NULL, value VARCHAR NOT NULL);
COMMENT ON TABLE settings IS 'one row per setting';
COMMENT ON COLUMN settings.name IS '`schema_version` or `active_ruleset`';
COMMENT ON COLUMN settings.value IS 'its value';

CREATE TABLE rulesets (ruleset VARCHAR NOT NULL, name VARCHAR NOT NULL, toml VARCHAR NOT NULL, first_used_at TIMESTAMP NOT NULL);
COMMENT ON TABLE rulesets IS 'one row per set of rules that was ever used';
COMMENT ON COLUMN rulesets.ruleset IS 'digest over everything the rules say';
COMMENT ON COLUMN rulesets.name IS 'preset or file it was loaded from';
COMMENT ON COLUMN rulesets.toml IS 'all its rules';
COMMENT ON COLUMN rulesets.first_used_at IS 'when a run first judged by it';

CREATE TABLE runs (
    run_id VARCHAR NOT NULL, started_at TIMESTAMP NOT NULL, finished_at TIMESTAMP, status VARCHAR NOT NULL,
    scorer VARCHAR NOT NULL, ruleset VARCHAR NOT NULL, inputs VARCHAR[] NOT NULL,
    n_read BIGINT, n_scored BIGINT, n_unchanged BIGINT, n_rejected BIGINT, docs_per_second DOUBLE
);
COMMENT ON TABLE runs IS 'one row per run';
COMMENT ON COLUMN runs.run_id IS 'key';
COMMENT ON COLUMN runs.started_at IS 'when it began';
COMMENT ON COLUMN runs.finished_at IS 'when it ended; NULL while it runs and where it was killed';
COMMENT ON COLUMN runs.status IS '`running`, `done`, `failed`, or `interrupted` where the next run found it unfinished';
COMMENT ON COLUMN runs.scorer IS 'digest of everything that measures';
COMMENT ON COLUMN runs.ruleset IS 'digest of the rules it judged by';
COMMENT ON COLUMN runs.inputs IS 'what it was asked to read';
COMMENT ON COLUMN runs.n_read IS 'records read';
COMMENT ON COLUMN runs.n_scored IS 'articles measured';
COMMENT ON COLUMN runs.n_unchanged IS 'articles that this scorer had measured before';
COMMENT ON COLUMN runs.n_rejected IS 'records that could not be used; each has a row in `rejects`';
COMMENT ON COLUMN runs.docs_per_second IS 'articles measured per second of the run';

CREATE TABLE rejects (run_id VARCHAR NOT NULL, location VARCHAR NOT NULL, reason VARCHAR NOT NULL, excerpt VARCHAR NOT NULL);
COMMENT ON TABLE rejects IS 'one row per record that a run could not use';
COMMENT ON COLUMN rejects.run_id IS 'the run';
COMMENT ON COLUMN rejects.location IS 'file and line or row';
COMMENT ON COLUMN rejects.reason IS 'why not';
COMMENT ON COLUMN rejects.excerpt IS 'the beginning of what stands there';

CREATE TABLE article_versions (
    article_id VARCHAR NOT NULL, text_sha256 VARCHAR NOT NULL, location VARCHAR, source VARCHAR, url VARCHAR, title VARCHAR,
    published_at TIMESTAMP, text VARCHAR USING COMPRESSION zstd, n_chars INTEGER, n_words INTEGER, n_replaced INTEGER,
    first_seen_at TIMESTAMP NOT NULL, last_seen_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE article_versions IS 'one row per article and text; a changed article is a new version';
COMMENT ON COLUMN article_versions.article_id IS 'the given id, else the canonical URL, else a digest';
COMMENT ON COLUMN article_versions.text_sha256 IS 'SHA-256 of the text in UTF-8';
COMMENT ON COLUMN article_versions.location IS 'file and line or row it was last read from';
COMMENT ON COLUMN article_versions.source IS 'outlet, normally the registered domain of the URL';
COMMENT ON COLUMN article_versions.url IS 'address';
COMMENT ON COLUMN article_versions.title IS 'headline';
COMMENT ON COLUMN article_versions.published_at IS 'date of publication, UTC';
COMMENT ON COLUMN article_versions.text IS 'the text as it was scored';
COMMENT ON COLUMN article_versions.n_chars IS 'code points of the text';
COMMENT ON COLUMN article_versions.n_words IS 'words of the body';
COMMENT ON COLUMN article_versions.n_replaced IS 'characters that could not be read and stand as U+FFFD';
COMMENT ON COLUMN article_versions.first_seen_at IS 'when a run first read this text under this id';
COMMENT ON COLUMN article_versions.last_seen_at IS 'when a run last read it; the greatest of an article marks its newest version';

CREATE TABLE scorecards (
    article_id VARCHAR NOT NULL, text_sha256 VARCHAR NOT NULL, scorer VARCHAR NOT NULL, ruleset VARCHAR NOT NULL,
    run_id VARCHAR, verdict VARCHAR NOT NULL, reasons VARCHAR[] NOT NULL, clean_text VARCHAR USING COMPRESSION zstd,
    language VARCHAR, language_probability DOUBLE, language_method VARCHAR, scored_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE scorecards IS 'one row per version, scorer and ruleset';
COMMENT ON COLUMN scorecards.article_id IS 'the article';
COMMENT ON COLUMN scorecards.text_sha256 IS 'its version';
COMMENT ON COLUMN scorecards.scorer IS 'digest of everything that measures';
COMMENT ON COLUMN scorecards.ruleset IS 'digest of the rules';
COMMENT ON COLUMN scorecards.run_id IS 'the run that judged; NULL where it was judged again outside of a run';
COMMENT ON COLUMN scorecards.verdict IS '`keep`, `clean`, `review` or `drop`';
COMMENT ON COLUMN scorecards.reasons IS 'the rules that reached the verdict';
COMMENT ON COLUMN scorecards.clean_text IS 'the repaired text, where the verdict is `clean` and it differs';
COMMENT ON COLUMN scorecards.language IS 'ISO 639-1';
COMMENT ON COLUMN scorecards.language_probability IS 'how sure that is';
COMMENT ON COLUMN scorecards.language_method IS '`gate`, `langdetect` or `none`';
COMMENT ON COLUMN scorecards.scored_at IS 'when it was judged';

CREATE TABLE findings (
    article_id VARCHAR NOT NULL, text_sha256 VARCHAR NOT NULL, scorer VARCHAR NOT NULL, rule VARCHAR NOT NULL,
    family VARCHAR NOT NULL, field VARCHAR NOT NULL, start_char INTEGER NOT NULL, end_char INTEGER NOT NULL,
    certainty VARCHAR NOT NULL, placement VARCHAR NOT NULL, excerpt VARCHAR NOT NULL,
    edit STRUCT(start_char INTEGER, end_char INTEGER, "new" VARCHAR)[]
);
COMMENT ON TABLE findings IS 'one row per finding of a version and scorer, whatever the rules make of it';
COMMENT ON COLUMN findings.article_id IS 'the article';
COMMENT ON COLUMN findings.text_sha256 IS 'its version';
COMMENT ON COLUMN findings.scorer IS 'digest of everything that measures';
COMMENT ON COLUMN findings.rule IS '`family.name`: what was found';
COMMENT ON COLUMN findings.family IS 'the part of the rule before the dot';
COMMENT ON COLUMN findings.field IS '`text` or `title`';
COMMENT ON COLUMN findings.start_char IS 'first code point in the field, from 0';
COMMENT ON COLUMN findings.end_char IS 'one past the last code point';
COMMENT ON COLUMN findings.certainty IS '`certain`, `strong` or `weak`';
COMMENT ON COLUMN findings.placement IS '`title`, `head`, `middle`, `tail` or `whole`';
COMMENT ON COLUMN findings.excerpt IS 'the words, the middle left out where they are long';
COMMENT ON COLUMN findings.edit IS 'the replacements that would repair the text; NULL where that is not safe';

CREATE TABLE measures (article_id VARCHAR NOT NULL, text_sha256 VARCHAR NOT NULL, scorer VARCHAR NOT NULL /* measures */);
COMMENT ON TABLE measures IS 'one row per version and scorer, then one DOUBLE per measure named `family_name`: the columns come from the catalog (`winnow rules` lists them), missing ones are added; NULL where it abstained or did not apply';
COMMENT ON COLUMN measures.article_id IS 'the article';
COMMENT ON COLUMN measures.text_sha256 IS 'its version';
COMMENT ON COLUMN measures.scorer IS 'digest of everything that measures';

CREATE TABLE judgements (
    article_id VARCHAR NOT NULL, text_sha256 VARCHAR NOT NULL, scorer VARCHAR NOT NULL, ruleset VARCHAR NOT NULL,
    rule VARCHAR NOT NULL, field VARCHAR, start_char INTEGER, end_char INTEGER,
    action VARCHAR NOT NULL, severity VARCHAR NOT NULL, evidence VARCHAR NOT NULL
);
COMMENT ON TABLE judgements IS 'one row per finding, or measure out of range, and ruleset';
COMMENT ON COLUMN judgements.article_id IS 'the article';
COMMENT ON COLUMN judgements.text_sha256 IS 'its version';
COMMENT ON COLUMN judgements.scorer IS 'digest of everything that measures';
COMMENT ON COLUMN judgements.ruleset IS 'digest of the rules';
COMMENT ON COLUMN judgements.rule IS 'the rule that speaks';
COMMENT ON COLUMN judgements.field IS 'the field of the finding; NULL for a measure';
COMMENT ON COLUMN judgements.start_char IS 'the first code point of the finding; NULL for a measure';
COMMENT ON COLUMN judgements.end_char IS 'one past the last code point of the finding; NULL for a measure';
COMMENT ON COLUMN judgements.action IS '`note`, `clean`, `review` or `drop`';
COMMENT ON COLUMN judgements.severity IS '`low`, `medium` or `high`';
COMMENT ON COLUMN judgements.evidence IS 'the reason in words';

CREATE TABLE label_events (
    label_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, scope VARCHAR NOT NULL, rule VARCHAR, span_digest VARCHAR,
    decision VARCHAR NOT NULL, reviewer VARCHAR NOT NULL, note VARCHAR, decided_at TIMESTAMP NOT NULL, supersedes VARCHAR
);
COMMENT ON TABLE label_events IS 'one row per decision of a reviewer; never edited, only superseded';
COMMENT ON COLUMN label_events.label_id IS 'key';
COMMENT ON COLUMN label_events.article_id IS 'the article';
COMMENT ON COLUMN label_events.scope IS '`finding` or `article`';
COMMENT ON COLUMN label_events.rule IS 'the rule of the finding; NULL for an article';
COMMENT ON COLUMN label_events.span_digest IS 'digest of the words, without position, as in `article_findings`; NULL for an article';
COMMENT ON COLUMN label_events.decision IS 'what the reviewer decided';
COMMENT ON COLUMN label_events.reviewer IS 'who';
COMMENT ON COLUMN label_events.note IS 'remark';
COMMENT ON COLUMN label_events.decided_at IS 'when';
COMMENT ON COLUMN label_events.supersedes IS 'the `label_id` of the decision that this one replaces';
