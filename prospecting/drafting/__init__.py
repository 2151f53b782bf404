"""Drafts: facts, templates, language models, the gate."""

from prospecting.drafting.compose import compose
from prospecting.drafting.draft import Check, Draft, DraftText
from prospecting.drafting.facts import AskFacts, facts_table
from prospecting.drafting.gate import check_draft

__all__ = ["AskFacts", "Check", "Draft", "DraftText", "check_draft", "compose", "facts_table"]
