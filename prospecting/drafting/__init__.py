"""Drafts: facts, templates, language models, the gate."""
