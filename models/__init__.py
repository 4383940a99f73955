"""Shipped classifiers, a card each."""
