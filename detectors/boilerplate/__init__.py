"""The page's furniture and its repeats."""
