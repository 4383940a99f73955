-- Outlets that have changed for the worse, and what a run left out because it was too old.

ALTER TABLE runs ADD COLUMN n_skipped BIGINT;
COMMENT ON COLUMN runs.n_skipped IS 'articles left out because they are older than what was asked for (`--since`); NULL for runs before there was a choice';

CREATE TABLE source_alerts (
    source VARCHAR NOT NULL, week DATE NOT NULL, measure VARCHAR NOT NULL,
    n_before INTEGER NOT NULL, n_found_before INTEGER NOT NULL, share_before DOUBLE NOT NULL,
    n_after INTEGER NOT NULL, n_found_after INTEGER NOT NULL, share_after DOUBLE NOT NULL,
    rise_at_least DOUBLE NOT NULL, rise_at_most DOUBLE NOT NULL, confidence DOUBLE NOT NULL, min_rise DOUBLE NOT NULL,
    evidence VARCHAR NOT NULL, scorer VARCHAR NOT NULL, ruleset VARCHAR NOT NULL, run_id VARCHAR, raised_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE source_alerts IS 'one row per outlet, week and measure that has risen against the weeks before; kept as it was when first told, whatever the week has become since';
COMMENT ON COLUMN source_alerts.source IS 'the outlet';
COMMENT ON COLUMN source_alerts.week IS 'Monday of the week, UTC, as in `source_week`';
COMMENT ON COLUMN source_alerts.measure IS 'the column of `source_week` that has risen';
COMMENT ON COLUMN source_alerts.n_before IS 'articles of the weeks before that it is compared with';
COMMENT ON COLUMN source_alerts.n_found_before IS 'those of them with a finding above `note`';
COMMENT ON COLUMN source_alerts.share_before IS 'the second in the first';
COMMENT ON COLUMN source_alerts.n_after IS 'articles of the week';
COMMENT ON COLUMN source_alerts.n_found_after IS 'those of them with a finding above `note`';
COMMENT ON COLUMN source_alerts.share_after IS 'the second in the first';
COMMENT ON COLUMN source_alerts.rise_at_least IS 'lower end of the interval of the difference of both shares';
COMMENT ON COLUMN source_alerts.rise_at_most IS 'upper end of that interval';
COMMENT ON COLUMN source_alerts.confidence IS 'how often such an interval holds the true difference';
COMMENT ON COLUMN source_alerts.min_rise IS 'the limit that the lower end went beyond (`reports/watch.toml`)';
COMMENT ON COLUMN source_alerts.evidence IS 'the reason in words';
COMMENT ON COLUMN source_alerts.scorer IS 'digest of everything that measures; only articles measured by it are compared';
COMMENT ON COLUMN source_alerts.ruleset IS 'digest of the rules they were judged by';
COMMENT ON COLUMN source_alerts.run_id IS 'the run that told of it';
COMMENT ON COLUMN source_alerts.raised_at IS 'when it did';
