"""The sentence model of the leak family: weights, description and card."""
