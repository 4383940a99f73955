"""The line model: what each line of an article looks like in numbers, and how probable it is that the page wrote it."""
