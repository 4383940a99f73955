"""How a text is written: as people write, or as language models do."""
