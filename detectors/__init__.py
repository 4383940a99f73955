"""Pure detection: text in, scorecards out. No network, database, clock or randomness."""
