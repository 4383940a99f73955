"""The schema in numbered steps; a step that was released is never edited."""
