"""How to get each export, in words; our own text, no data in it."""

from __future__ import annotations

import streamlit as st

GUIDES = {
    "My own LinkedIn connections": (
        "On LinkedIn open **Settings & Privacy → Data privacy → Get a copy of your data**.\n"
        "Tick **Connections** (and Messages, if you want ties told from silence) and request the "
        "archive.\n"
        "A mail with a link comes within minutes for Connections, within a day for everything.\n"
        "Drop the ZIP here as it is; nothing needs to be unpacked."
    ),
    "A client's connections": (
        "Ask the client for the same file. The full archive says who knows whom; "
        "`Connections.csv` alone says only who is connected.\n"
        "Rename the file after the client (`Connections - Carla Keller.csv`) or put it into a "
        "folder with the client's name, and you will not be asked whose it is.\n"
        "Tell the client what the file is used for. A client who changes his mind is taken out "
        "with **Withdraw**, and the contacts leave every plan at once."
    ),
    "My client list": (
        "Export contacts from your CRM (HubSpot, Salesforce, Pipedrive, Zoho) as CSV or Excel, or "
        "use a table of your own.\n"
        "Name and e-mail are enough. Helpful: company, title, country, language, client since, "
        "last contact, revenue, NPS."
    ),
    "Companies with industry and size": (
        "A list from Crunchbase, People Data Labs, Apollo or your CRM.\n"
        "LinkedIn's connections say neither industry nor size nor country; a company list makes "
        "the fit surer."
    ),
}


def show() -> None:
    """One fold a kind of file."""
    st.subheader("How to get the files", anchor=False)
    for title, text in GUIDES.items():
        with st.expander(title):
            for number, line in enumerate(text.split("\n"), 1):
                st.markdown(f"{number}. {line}")
