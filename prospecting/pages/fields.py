"""Fields as the user's country writes them."""

from __future__ import annotations

import streamlit as st

from prospecting.pages import parts
from prospecting.pages.context import session
from prospecting.services import sellers


def day_format() -> str:
    """How a date is written in a field: as in the seller's country, else as the browser says."""
    who = sellers.get_seller(session())
    country = who["country"] or str(st.context.locale or "").partition("-")[2]
    return parts.writing_for(country, who["language"], who["currency"]).day_field
