"""Training the line model: what is labelled, the three stages, the limits."""
