"""Tokens: what a text is cut into, each known by a number, and what is told of each once for all texts."""
