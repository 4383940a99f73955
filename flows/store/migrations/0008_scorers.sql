-- What each scorer was made of, so that a changed detector alone is measured again.

CREATE TABLE scorers (scorer VARCHAR NOT NULL, detectors VARCHAR NOT NULL, digest VARCHAR NOT NULL);
COMMENT ON TABLE scorers IS 'one row per scorer and group of its detectors';
COMMENT ON COLUMN scorers.scorer IS 'the digest of everything that measures';
COMMENT ON COLUMN scorers.detectors IS '`ground`: what all depend on; `reading`: all that takes text away, and the language; else one detector that only gives numbers or places, by family and module';
COMMENT ON COLUMN scorers.digest IS 'of its code, lists, models and libraries; equal digests measure alike as long as the ground is the same';
