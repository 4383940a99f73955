"""Views, templates and styles: what people look at, no logic."""
