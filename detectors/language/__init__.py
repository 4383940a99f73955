"""Which language an article is in."""
