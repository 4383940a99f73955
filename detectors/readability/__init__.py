"""Readability formulas."""
