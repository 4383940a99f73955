"""Presets: what differs from the default rules."""
