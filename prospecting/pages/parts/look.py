"""What the theme of ``.streamlit/config.toml`` cannot say, as constants of a style."""

from __future__ import annotations

from typing import Final

import streamlit as st

from prospecting.pages.theme import ON_PRIMARY, both

# The green that is read on dark paper is too light for white, in which buttons and chosen words are
# always written.
_STYLE: Final = f"""<style>
[data-testid="stApp"] button[data-testid^="stBaseButton-primary"],
[data-testid="stMultiSelectTagsContainer"] [data-tag], [data-tag] span, [data-tag] svg {{
  color: light-dark({ON_PRIMARY["light"]}, {ON_PRIMARY["dark"]}); }}
/* The key beside a button's words is read like them. */
[data-testid="stApp"] button kbd {{ opacity: 1; color: inherit; }}
/* Where the keyboard is, is seen on whatever it is. */
[data-testid="stApp"] :is(a, button, summary, canvas, [role="tab"]):focus-visible,
[data-testid="stTextInputRootElement"]:has(input:focus-visible),
[data-testid="stNumberInputContainer"]:has(input:focus-visible) {{
  outline: 2px solid {both("green")}; outline-offset: 2px; }}
/* Nobody who was chosen is hidden behind a scroll bar. */
[data-testid="stMultiSelect"] > div > div {{ max-height: 20rem; }}
/* A name that opens a page begins where the lines below it begin. */
[data-testid="stMain"] [data-testid="stPageLink-NavLink"] {{ padding-inline: 0; }}
/* A name is read whole, on two lines where it is long; a step back from the edges on a wide screen. */
[data-testid="stPageLink-NavLink"] span, [data-testid="stPageLink-NavLink"] p {{
  white-space: normal; overflow: visible; text-overflow: clip; }}
/* Under a finger the tools of a table would always lie on what stands above it. */
@media (max-width: 640px) and (hover: none) {{
  [data-testid="stFullScreenFrame"] [data-testid="stElementToolbar"] {{ display: none; }} }}
@media (min-width: 768px) {{
  [data-testid="stMainBlockContainer"] {{ padding-left: 3rem; padding-right: 3rem; }} }}
</style>"""


def on_a_phone() -> bool:
    """Whether the browser says that it is a phone's; False where it says nothing."""
    headers = st.context.headers
    says = f"{headers.get('User-Agent') or ''}"
    return headers.get("Sec-CH-UA-Mobile") == "?1" or ("Mobi" in says and "iPad" not in says)


def wear() -> None:
    """Put the style on, once a page."""
    st.html(_STYLE)
