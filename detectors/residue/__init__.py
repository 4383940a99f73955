"""What widgets, editors and extractors leave behind."""
