"""One module a format, or a small family of formats."""
