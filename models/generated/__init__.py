"""The style model of the family ``generated``: weights, description, card and figures."""
