"""Write the clean corpus out of the published database: files, a manifest and a datasheet (docs/export.md)."""
