"""Training the line model: what is labelled, the two stages, the limits."""
