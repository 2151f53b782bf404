"""Typed services between the store, the scoring and whoever calls: CLI and pages."""
