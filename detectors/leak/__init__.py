"""What a language model or its prompt left in the article."""
