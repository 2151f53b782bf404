"""How to get each export, in words, and the kit for asking a client for his."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from prospecting.pages import parts
from prospecting.services import intake, kit
from prospecting.services.session import Session

NOBODY = ""

GUIDES = {
    "My own LinkedIn connections": (
        "On LinkedIn, open your picture at the top right, then **Settings & Privacy → Data "
        "privacy → Get a copy of your data**.",
        "Tick **Connections**; for ties told from silence tick **Messages**, "
        "**Recommendations** and **Profile** too, or ask for the whole archive.",
        "LinkedIn mails a link: within minutes for Connections, within a day for everything.",
        "Drop the ZIP here as it is; nothing needs to be unpacked, opened or saved again.",
    ),
    "A client's connections": (
        "Send the client the words above: they say how to get the file and what you do with it.",
        "The whole archive says who knows whom; `Connections.csv` alone says only who is "
        "connected.",
        "Keep the client's name in the file's name (`Connections - Carla Keller.csv`) or in its "
        "folder, and you are not asked whose it is.",
        "Note the day of the permission when you import. A client who changes his mind is taken "
        "out with **Withdraw permission**, and the contacts leave every plan at once.",
    ),
    "My client list": (
        "**HubSpot**: Contacts → Export, all properties, CSV. **Salesforce**: a contact report, "
        "exported as details only. **Pipedrive**: Contacts → Export. **Zoho**: Contacts → "
        "Export.",
        "A table of your own does as well, CSV or Excel: name and e-mail are enough.",
        "Helpful, where you have it: company, role, country, language, client since, last "
        "contact, revenue, satisfaction.",
    ),
    "Open deals, won and lost": (
        "Export the deals of your CRM as CSV. Whoever has an open deal is shown as “in talks” "
        "and not suggested.",
        "Won deals tell which clients are your best ones.",
    ),
    "Satisfaction scores": (
        "SurveyMonkey, Typeform, Delighted, or any table with an e-mail address and a score from "
        "0 to 10.",
        "A date beside the score makes it count as long as it is fresh.",
    ),
    "Companies with industry and size": (
        "A list from Crunchbase, People Data Labs, Apollo or your CRM, as CSV or Excel.",
        "LinkedIn's connections say neither industry nor size nor country; a company list makes "
        "the fit surer.",
        "Over 200 MB, or Parquet: `prospector import FILE` on the command line reads it in parts.",
    ),
    "Address books": (
        "Google Contacts, Outlook, Thunderbird or a phone: export as CSV or vCard (.vcf).",
        "They tell whom you know already, so that nobody asks for an introduction to them.",
    ),
    "Anything else": (
        "Drop the table here. Where its columns are not known, you are shown them with a "
        "suggestion for each, and the next file of that kind goes in by itself.",
    ),
}


def show(now: Session) -> None:
    """The kit, and one fold a kind of file."""
    _kit(now)
    st.subheader("How to get the files", anchor=False)
    for title, steps in GUIDES.items():
        with st.expander(title):
            for number, line in enumerate(steps, 1):
                st.markdown(f"{number}. {line}" if len(steps) > 1 else line)


def _kit(now: Session) -> None:
    st.subheader("Ask a client for the file", anchor=False)
    parts.quiet(
        "The words, the steps on LinkedIn, what will be done with the file and what will not. "
        "As a mail of your own, or to copy; nothing is sent from here."
    )
    names = intake.client_choices(now)
    options = [NOBODY, *names]
    wanted = str(st.session_state.pop("kit-for", ""))
    if wanted in names:
        st.session_state["kit-client"] = wanted
    left, right = st.columns([3, 2])
    with left:
        client = st.selectbox(
            "To whom",
            options,
            format_func=lambda key: names.get(key, "Nobody in particular"),
            key="kit-client",
        )
    chosen = int(client) if client else None
    with right:
        language = st.selectbox(
            "In which language",
            list(kit.LANGUAGES),
            index=list(kit.LANGUAGES).index(kit.language_of(now, chosen)),
            format_func=lambda code: kit.LANGUAGES[code],
            # A key a client: another client starts with his own language.
            key=f"kit-language-{client}",
        )
    words = kit.kit(now, chosen, language)
    with st.expander(f"The words: {parts.escape_md(words.subject)}", key="kit-words"):
        subject = st.text_input("Subject", words.subject, key=f"kit-subject-{client}-{language}")
        words = replace(words, subject=subject.strip() or words.subject)
        st.code(words.body, language=None, wrap_lines=True)
        parts.quiet("The button at the upper right of the text copies it.")
    st.download_button(
        f"Save as mail to {parts.escape_md(names[client], 60)}" if client else "Save as mail",
        lambda: kit.eml(words),
        file_name=f"ask-for-connections-{words.language}.eml",
        mime="message/rfc822",
        key="kit-eml",
        icon=":material/mail:",
        on_click="ignore",
        help="Opens in your mail program, unsent",
    )
