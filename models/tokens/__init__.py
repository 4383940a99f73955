"""The table of common tokens: what the detectors know of each, and card."""
