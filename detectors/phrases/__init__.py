"""Phrases: the lists, and where their phrases stand."""
