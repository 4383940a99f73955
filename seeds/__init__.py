"""Phrase lists and sample articles."""
