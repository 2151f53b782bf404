"""The Streamlit entry: configuration, sign-in, navigation; no logic."""

from __future__ import annotations

import streamlit as st

from prospecting.pages import context, navigation, theme
from prospecting.pages.parts import look

st.set_page_config(
    page_title="Referral prospector",
    page_icon=theme.ICON,
    layout="wide",
    initial_sidebar_state="auto",
)

look.wear()

if context.signed_in() and context.workspace_ready():
    navigation.show()
