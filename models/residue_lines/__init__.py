"""The line model: weights, description and card."""
