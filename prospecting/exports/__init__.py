"""Readers: one module a format, with two duties: is it mine, and read it."""
