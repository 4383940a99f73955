-- Which rules a run asked in vain: a terminal has no room for them, and nothing else remembers a run's own.

ALTER TABLE runs ADD COLUMN silent_rules VARCHAR[];
COMMENT ON COLUMN runs.silent_rules IS 'the rules that found nothing in what it scored; NULL where it scored nothing or did not end well, and for runs before they were kept';
