"""All tests; a package, since an installed library brings a `tests` of its own."""
