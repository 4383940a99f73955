"""Train and evaluate the style model of the family ``generated``."""
